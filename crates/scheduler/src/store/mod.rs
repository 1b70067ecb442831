//! The scheduler's tables. Each change runs in its caller's transaction.

pub(crate) mod edits;
pub(crate) mod listed;
pub(crate) mod series;
pub(crate) mod sessions;
