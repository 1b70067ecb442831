//! Finding a patient a place in a group.
//!
//! Invariant: a group never has more active members than its capacity.

mod alias;
pub(crate) mod capacity;
pub(crate) mod fits;
mod match_to_group;
pub(crate) mod memberships;

pub use match_to_group::Place;
