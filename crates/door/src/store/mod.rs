//! All SQL of the door. It writes `door_links`, `door_sessions`, `visits` and `staff_visits`, and
//! reads the tables of others.

#[cfg(test)]
mod contract;
pub(crate) mod devices;
pub(crate) mod greeting;
pub(crate) mod links;
pub(crate) mod printed;
pub(crate) mod sessions;
pub(crate) mod staff_visits;
pub(crate) mod visits;
