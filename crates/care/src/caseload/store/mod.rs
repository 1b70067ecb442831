//! The caseload's tables. Each change runs in its caller's transaction; each query names the
//! organisation.

pub(crate) mod colleagues;
pub(crate) mod concerns;
pub(crate) mod counts;
pub(crate) mod log;
pub(crate) mod search;
pub(crate) mod tasks;
pub(crate) mod views;
pub(crate) mod work;
