//! The attendance tracker: presence, evidence, outcome, register, dose and their explanation.
//!
//! Evidence comes from two sides: events of the door and the schedule (`consume`), and the media
//! plane ([`Attendance::observe`]), whose open intervals the `heartbeat` keeps alive and whose
//! forsaken ones [`Attendance::recover`] closes. [`outcome`] folds it, purely. `joined` tells that
//! somebody joined; `register` lets a facilitator confirm what the session came to, counts the
//! dose, and tells that; `course` is what the prescriber may read of it; `people` is who is in the
//! room. `forgotten` closes sessions that nobody closed.
//!
//! Invariant: evidence is append-only and idempotent by its source, and an outcome follows from
//! evidence alone.

mod access;
mod attendance;
mod consume;
mod course;
mod dose;
mod error;
mod forgotten;
mod heartbeat;
mod hint;
mod ids;
mod interval;
mod joined;
mod observe;
pub mod outcome;
mod people;
mod present;
mod register;
mod routes;
mod store;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod stories;

pub use attendance::{Attendance, CloseError, CloseSession};
pub use error::{AttendanceError, BadChange, ChangeFault};
pub use ids::NodeId;
