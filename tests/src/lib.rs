//! The test kit.
//!
//! A [`House`] is the whole server in this process on a mock clock, its media thread included,
//! with a [`Cast`] of staff. [`Browser`]s use it over HTTP as pages do; [`participant`]s join its
//! calls with an independent WebRTC stack; a [`Course`] is one patient's way from prescription to
//! door link.

mod browser;
mod cast;
mod course;
mod house;
mod life;
pub mod participant;

pub use browser::{Answer, Browser};
pub use cast::Cast;
pub use course::{Course, Meeting, Patient, Ticket};
pub use house::{House, Ruin};
