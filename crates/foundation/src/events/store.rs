//! The log's tables.

use super::{EventId, RecordedEvent};
use crate::db::Connection;
use crate::{DbError, Instant, Tx, on};

/// Serialises registering a consumer against appending events, on PostgreSQL.
const REGISTER_LOCK: i64 = 0x5745_4c4c;

pub(super) async fn insert_event(tx: &mut Tx, event: &RecordedEvent) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO events (id, organisation_id, kind, payload, recorded_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(event.id)
    .bind(event.organisation)
    .bind(&event.kind)
    .bind(&event.payload)
    .bind(event.recorded_at)
    .execute(c)
    .await
    .map(drop))
}

/// One row per consumer of the event's kind.
pub(super) async fn insert_deliveries(tx: &mut Tx, event: &RecordedEvent) -> Result<(), DbError> {
    lock_registration(tx, "SELECT pg_advisory_xact_lock_shared($1)").await?;
    on!(tx, |c| sqlx::query(
        "INSERT INTO deliveries (event_id, consumer, due_at)
         SELECT $1, name, $2 FROM consumers WHERE kind = $3"
    )
    .bind(event.id)
    .bind(event.recorded_at)
    .bind(&event.kind)
    .execute(c)
    .await
    .map(drop))
}

/// Registers `consumer` for `kind` and gives it the events of that kind recorded since `since`.
pub(super) async fn register(
    tx: &mut Tx,
    consumer: &str,
    kind: &str,
    since: Instant,
) -> Result<(), DbError> {
    lock_registration(tx, "SELECT pg_advisory_xact_lock($1)").await?;
    let added = on!(tx, |c| sqlx::query(
        "INSERT INTO consumers (name, kind, since) VALUES ($1, $2, $3)
         ON CONFLICT (name, kind) DO NOTHING"
    )
    .bind(consumer)
    .bind(kind)
    .bind(since)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if added == 0 {
        return Ok(());
    }
    on!(tx, |c| sqlx::query(
        "INSERT INTO deliveries (event_id, consumer, due_at)
         SELECT id, $1, recorded_at FROM events WHERE kind = $2 AND recorded_at >= $3
         ON CONFLICT (event_id, consumer) DO NOTHING"
    )
    .bind(consumer)
    .bind(kind)
    .bind(since)
    .execute(c)
    .await
    .map(drop))
}

/// PostgreSQL only: on SQLite the write lock already keeps the two apart.
async fn lock_registration(tx: &mut Tx, lock: &'static str) -> Result<(), DbError> {
    match tx.connection() {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(c) => sqlx::query(lock)
            .bind(REGISTER_LOCK)
            .execute(c)
            .await
            .map(drop),
    }
}

/// Leases up to `limit` due deliveries of `consumer` until `until`.
pub(super) async fn claim(
    tx: &mut Tx,
    consumer: &str,
    now: Instant,
    until: Instant,
    limit: i64,
) -> Result<Vec<EventId>, DbError> {
    // PostgreSQL lets two workers claim different rows at once; SQLite has one writer and no
    // SKIP LOCKED.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "UPDATE deliveries SET claimed_until = $3, attempts = attempts + 1
              WHERE consumer = $1 AND event_id IN (
                    SELECT event_id FROM deliveries
                     WHERE consumer = $1 AND due_at <= $2 AND claimed_until <= $2
                       AND done_at IS NULL AND parked_reason IS NULL
                     ORDER BY due_at, event_id LIMIT $4)
          RETURNING event_id"
        }
        Connection::Postgres(_) => {
            "UPDATE deliveries SET claimed_until = $3, attempts = attempts + 1
              WHERE consumer = $1 AND event_id IN (
                    SELECT event_id FROM deliveries
                     WHERE consumer = $1 AND due_at <= $2 AND claimed_until <= $2
                       AND done_at IS NULL AND parked_reason IS NULL
                     ORDER BY due_at, event_id LIMIT $4 FOR UPDATE SKIP LOCKED)
          RETURNING event_id"
        }
    };
    let mut claimed: Vec<EventId> = on!(tx, |c| sqlx::query_scalar(text)
        .bind(consumer)
        .bind(now)
        .bind(until)
        .bind(limit)
        .fetch_all(c)
        .await)?;
    claimed.sort_unstable();
    Ok(claimed)
}

/// The event of a delivery still open and leased until exactly `until`; `None` when the lease was lost.
pub(super) async fn claimed_event(
    tx: &mut Tx,
    consumer: &str,
    event: EventId,
    until: Instant,
) -> Result<Option<RecordedEvent>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT e.id, e.organisation_id, e.kind, e.payload, e.recorded_at
           FROM deliveries d JOIN events e ON e.id = d.event_id
          WHERE d.consumer = $1 AND d.event_id = $2 AND d.claimed_until = $3 AND d.done_at IS NULL"
    )
    .bind(consumer)
    .bind(event)
    .bind(until)
    .fetch_optional(c)
    .await)
}

/// Marks a delivery as done while its lease holds; says whether it did.
pub(super) async fn finish(
    tx: &mut Tx,
    consumer: &str,
    event: EventId,
    until: Instant,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE deliveries SET done_at = $4
          WHERE consumer = $1 AND event_id = $2 AND claimed_until = $3 AND done_at IS NULL"
    )
    .bind(consumer)
    .bind(event)
    .bind(until)
    .bind(now)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// How often a delivery has been tried.
pub(super) async fn attempts(tx: &mut Tx, consumer: &str, event: EventId) -> Result<i64, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT attempts FROM deliveries WHERE consumer = $1 AND event_id = $2"
    )
    .bind(consumer)
    .bind(event)
    .fetch_one(c)
    .await)
}

/// Gives the lease back, to be tried again at `due_at`.
pub(super) async fn retry(
    tx: &mut Tx,
    consumer: &str,
    event: EventId,
    due_at: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE deliveries SET due_at = $3, claimed_until = 0 WHERE consumer = $1 AND event_id = $2"
    )
    .bind(consumer)
    .bind(event)
    .bind(due_at)
    .execute(c)
    .await
    .map(drop))
}

/// Sets a delivery aside, with the reason a person will read.
pub(super) async fn park(
    tx: &mut Tx,
    consumer: &str,
    event: EventId,
    reason: &str,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE deliveries SET parked_reason = $3 WHERE consumer = $1 AND event_id = $2"
    )
    .bind(consumer)
    .bind(event)
    .bind(reason)
    .execute(c)
    .await
    .map(drop))
}
