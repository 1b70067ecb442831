//! The demo: two organisations of invented people, a group that meets today, and two patients
//! with a door to it.
//!
//! Every step looks first whether it was taken before, so that a demo which was interrupted while
//! moving in is completed at the next start, and what visitors did is kept.

mod furnish;
mod offer;
mod people;
mod store;
mod today;

pub(crate) use self::furnish::furnish;
