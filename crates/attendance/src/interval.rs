//! Closing open intervals: each way appends evidence in the transaction that takes the row away.

use std::time::Duration;

use wellmet_foundation::{DbError, Ground, Instant, Tx};
use wellmet_vocabulary::EvidenceLevel;

use crate::store;
use crate::store::evidence::{Evidence, Source};
use crate::store::presence::Presence;

/// A node that has not told of an interval for so long is lost.
pub(crate) const STALE: Duration = Duration::from_secs(60);
/// An interval of which nothing was seen for so long, more than one heartbeat and less than two,
/// no longer goes without saying.
pub(crate) const OVERDUE: Duration = Duration::from_secs(25);

/// Closes `presence`, whose media flowed until `until` at the latest. An interval that covers no
/// time leaves no evidence.
pub(crate) async fn close(
    tx: &mut Tx,
    ground: &Ground,
    presence: &Presence,
    until: Instant,
) -> Result<(), DbError> {
    if store::presence::remove(tx, presence.id).await? {
        append(tx, ground, presence, presence.source, presence.since, until).await?;
    }
    Ok(())
}

/// Closes `presence` at its last heartbeat: from then until `found` we had lost sight of them.
pub(crate) async fn lose(
    tx: &mut Tx,
    ground: &Ground,
    presence: &Presence,
    found: Instant,
) -> Result<(), DbError> {
    if store::presence::remove(tx, presence.id).await? {
        let last = presence.heartbeat_at;
        append(tx, ground, presence, presence.source, presence.since, last).await?;
        append(tx, ground, presence, Source::Gap, last, found).await?;
    }
    Ok(())
}

/// Closes `presence` at `at`, unless nobody had kept it alive until then.
pub(crate) async fn close_or_lose(
    tx: &mut Tx,
    ground: &Ground,
    presence: &Presence,
    at: Instant,
) -> Result<(), DbError> {
    if at.since(presence.heartbeat_at) > OVERDUE {
        lose(tx, ground, presence, at).await
    } else {
        close(tx, ground, presence, at).await
    }
}

async fn append(
    tx: &mut Tx,
    ground: &Ground,
    presence: &Presence,
    source: Source,
    since: Instant,
    until: Instant,
) -> Result<(), DbError> {
    if until <= since {
        return Ok(());
    }
    let evidence = Evidence {
        session: presence.session,
        person: presence.person,
        level: EvidenceLevel::E5,
        source,
        source_id: uuid::Uuid::from(presence.id).into(),
        identity: Some(presence.identity.clone()),
        at: since,
        until: Some(until),
    };
    store::evidence::append(tx, ground, &evidence).await?;
    Ok(())
}
