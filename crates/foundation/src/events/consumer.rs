//! What acts on events.

use async_trait::async_trait;

use super::RecordedEvent;
use crate::{DbError, Tx};

/// Somebody who acts on recorded events.
///
/// [`consume`](Consumer::consume) runs in the transaction that also marks the delivery as done,
/// so its effects on the database happen exactly once. It must not wait for the network.
#[async_trait]
pub trait Consumer: Send + Sync {
    /// A stable name; deliveries are addressed to it.
    fn name(&self) -> &'static str;

    /// The kinds of event it wants.
    fn kinds(&self) -> &'static [&'static str];

    /// Acts on `event` within `tx`.
    async fn consume(&self, tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError>;
}

/// Why an event could not be acted on. The delivery is retried, and parked in the end.
#[derive(Debug, thiserror::Error)]
pub enum ConsumeError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] DbError),
    /// The event's facts could not be read.
    #[error("the event's payload cannot be read: {0}")]
    Payload(#[from] serde_json::Error),
    /// What the event speaks of is not as it must be.
    #[error("{0}")]
    Refused(String),
}
