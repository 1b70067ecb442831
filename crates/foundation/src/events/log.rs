//! Appending to the log.

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::store;
use crate::{DbError, Ground, Hint, Instant, Tx};

crate::typed_ids! {
    /// One event in the log.
    EventId
}

/// An event about to be recorded. It carries ids only, never personal data.
#[derive(Debug)]
pub struct NewEvent<'a, P> {
    /// The organisation whose event it is.
    pub organisation: Uuid,
    /// Its kind, such as `referral.accepted`.
    pub kind: &'a str,
    /// Its facts.
    pub payload: &'a P,
}

/// An event as a consumer receives it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RecordedEvent {
    /// Which event; consumers are idempotent by it.
    pub id: EventId,
    /// The organisation whose event it is.
    #[sqlx(rename = "organisation_id")]
    pub organisation: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its facts, as JSON.
    pub payload: String,
    /// When it was recorded.
    pub recorded_at: Instant,
}

impl RecordedEvent {
    /// Reads the facts.
    pub fn decode<P: DeserializeOwned>(&self) -> serde_json::Result<P> {
        serde_json::from_str(&self.payload)
    }
}

/// Records `event` in `tx`, with a delivery row for each consumer of its kind.
///
/// The bus is told on commit, on the topic `events`.
pub async fn append<P: Serialize>(
    tx: &mut Tx,
    ground: &Ground,
    event: &NewEvent<'_, P>,
) -> Result<EventId, DbError> {
    let recorded = RecordedEvent {
        id: ground.id(),
        organisation: event.organisation,
        kind: event.kind.to_owned(),
        payload: serde_json::to_string(event.payload).map_err(|e| DbError::Encode(e.into()))?,
        recorded_at: ground.clock.now(),
    };
    store::insert_event(tx, &recorded).await?;
    store::insert_deliveries(tx, &recorded).await?;
    tx.hint(Hint::new(Uuid::nil(), WAKE_TOPIC));
    Ok(recorded.id)
}

/// The bus topic that wakes consumers.
pub(super) const WAKE_TOPIC: &str = "events";
