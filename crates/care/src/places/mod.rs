//! Finding a patient a place in a group: what they wish for, which groups fit and why, waiting,
//! offers, taking a place and leaving it.
//!
//! Invariant: a group never has more active members and open offers together than its capacity.

mod alias;
pub(crate) mod answer;
mod by;
pub(crate) mod capacity;
pub(crate) mod demand;
pub(crate) mod fits;
mod language;
pub(crate) mod line;
pub(crate) mod links;
mod match_to_group;
pub(crate) mod memberships;
mod offer;
pub(crate) mod offers;
pub(crate) mod outline;
pub(crate) mod outline_rows;
mod seat;
pub(crate) mod seekers;
mod standing;
mod start_group;
mod tend;
mod wait;
pub(crate) mod wish_rows;
pub(crate) mod wishes;
mod withdraw;

pub use demand::Sought;
pub use match_to_group::Place;
pub use start_group::Started;
pub use wishes::Wishes;
