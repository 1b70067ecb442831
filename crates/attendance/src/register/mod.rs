//! The register: proposed from the evidence, confirmed by a facilitator, amended for ever.
//!
//! Each confirmation is a new version with every outcome in it; nothing is changed in place. In
//! the same transaction doses are counted, and `attendance.finalised` tells whose outcome is new.

mod changes;
mod confirm;
mod lines;
mod read;
mod unreviewed;
mod write;

pub(crate) use changes::{Change, LONGEST_REASON};
pub(crate) use read::{Sheet, State};
