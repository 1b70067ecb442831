//! The event log: what happened, and who still has to act on it.
//!
//! Appending an event inserts, in the same transaction, one delivery row for each consumer
//! registered for its kind. There is no cursor over a sequence: commits land out of order in
//! PostgreSQL, and a cursor would skip. A delivery is claimed by lease, acted on in one
//! transaction together with its completion, retried with backoff, and parked with a visible
//! reason when it keeps failing.

mod consumer;
mod dispatch;
mod log;
mod store;

pub use consumer::{ConsumeError, Consumer};
pub use dispatch::{dispatch, register};
pub use log::{EventId, NewEvent, RecordedEvent, append};
