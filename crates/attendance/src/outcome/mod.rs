//! What a session came to for each person: a pure function of the evidence.
//!
//! [`Fact`]s are what was seen; a `Record` is what they say about one person; the `window` is the
//! time that counts; [`fold`] compares the two and gives each membership its [`Outcome`];
//! [`for_staff`] and [`for_prescriber`] put it into words.
//!
//! Invariant: order, duplication and splitting of the evidence change nothing, and dwell never
//! exceeds the window.

mod explain;
mod fact;
mod fold;
mod interval;
mod judge;
mod record;
mod window;

#[cfg(test)]
mod case_table;
#[cfg(test)]
mod properties;

pub use explain::{for_prescriber, for_staff};
pub use fact::{Attestation, Fact, Person, Proof, Step};
pub use fold::{Review, Sitting, Started, fold};
pub use interval::{Interval, Union};
pub use judge::{Because, Outcome, RULE_VERSION, Thresholds};
pub(crate) use window::{joined, last_meeting, window};
