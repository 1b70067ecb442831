//! Care's tables. Each change runs in its caller's transaction; each query names the organisation.

pub(crate) mod groups;
pub(crate) mod memberships;
