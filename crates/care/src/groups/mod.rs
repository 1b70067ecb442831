//! People who meet, and what is known of them before anybody joins.

mod add;
pub(crate) mod ahead;
pub(crate) mod directory;
pub(crate) mod directory_rows;
mod edit;
pub(crate) mod fifty;
pub(crate) mod group;
pub(crate) mod meets;
pub(crate) mod rows;
pub(crate) mod search;
pub(crate) mod store;
pub(crate) mod suits;
pub(crate) mod suits_store;

pub use directory::DirectorySearch;
pub use edit::GroupEdit;
pub use group::NewGroup;
pub(crate) use group::{GroupDetail, GroupRow, RosterLine};
pub use meets::TimeBand;
pub use search::GroupsWanted;
pub use suits::{Feature, Suits};
