//! The tables of referrals. Each change runs in its caller's transaction.

mod attendance;
mod chain;
mod changes;
mod insert;
mod lock;
mod onward;
mod received;
mod standing;

pub(crate) use attendance::attendance;
pub(crate) use chain::{chain, handed_on_to};
pub(crate) use changes::{Noted, NotedKind, changes, changes_since, note};
pub(crate) use insert::{Crossing, insert};
pub(crate) use lock::{LockedReferral, lock, lock_whoevers, open_child};
pub(crate) use onward::{OnwardAnswer, onward_answer};
pub(crate) use received::find;
pub(crate) use standing::{
    Standing, assign, end_memberships, has_place, set_next_contact, set_standing, touch,
};
