//! `staff_sessions`.

use wellmet_foundation::secret::TokenHash;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{StaffId, StaffSessionId};

use crate::session::StaffSession;

pub(crate) async fn insert(
    tx: &mut Tx,
    session: &StaffSession,
    token: &TokenHash,
) -> Result<(), DbError> {
    on!(tx, |c| {
        sqlx::query(
        "INSERT INTO staff_sessions (id, staff_id, token_hash, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $4, $5)"
    )
    .bind(session.id)
    .bind(session.staff_id)
    .bind(token)
    .bind(session.last_seen_at)
    .bind(session.expires_at)
    .execute(c)
    .await
    .map(drop)
    })
}

/// The sign-in that `token` was given for, unless it was ended or its owner disabled. Whether it
/// has expired is for the caller to ask.
pub(crate) async fn by_token(
    tx: &mut Tx,
    token: &TokenHash,
) -> Result<Option<StaffSession>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT t.id, t.staff_id, s.organisation_id, t.last_seen_at, t.expires_at
           FROM staff_sessions t JOIN staff s ON s.id = t.staff_id
          WHERE t.token_hash = $1 AND t.ended_at IS NULL AND s.disabled_at IS NULL"
    )
    .bind(token)
    .fetch_optional(c)
    .await)
}

/// Writes down that the browser asked for something at `now`.
pub(crate) async fn note(tx: &mut Tx, id: StaffSessionId, now: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE staff_sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2"
    )
    .bind(id)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

pub(crate) async fn end(tx: &mut Tx, id: StaffSessionId, now: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE staff_sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"
    )
    .bind(id)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Ends every sign-in of `staff`.
pub(crate) async fn end_all(tx: &mut Tx, staff: StaffId, now: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE staff_sessions SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL"
    )
    .bind(staff)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Forgets sign-ins that had expired by `before`.
pub(crate) async fn forget(tx: &mut Tx, before: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "DELETE FROM staff_sessions WHERE expires_at < $1"
    )
    .bind(before)
    .execute(c)
    .await
    .map(drop))
}
