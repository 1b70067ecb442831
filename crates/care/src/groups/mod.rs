//! People who meet, and what is known of them before anybody joins.

mod add;
pub(crate) mod group;
pub(crate) mod store;

pub use group::NewGroup;
pub(crate) use group::{GroupDetail, GroupRow, RosterLine};
