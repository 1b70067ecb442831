//! The facilitators' own identities on the media plane.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{MediaIdentity, SessionId, StaffId};

/// The identity of a facilitator in a session: `fresh`, unless they have one already.
pub(crate) async fn identity(
    tx: &mut Tx,
    session: SessionId,
    staff: StaffId,
    fresh: &MediaIdentity,
    now: Instant,
) -> Result<MediaIdentity, DbError> {
    // The update that changes nothing lets both databases return the row that stands.
    on!(tx, |c| sqlx::query_scalar(
        "INSERT INTO staff_visits (session_id, staff_id, identity, created_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (session_id, staff_id) DO UPDATE SET created_at = staff_visits.created_at
         RETURNING identity"
    )
    .bind(session)
    .bind(staff)
    .bind(fresh)
    .bind(now)
    .fetch_one(c)
    .await)
}

/// All identities of facilitators in a session.
pub(crate) async fn of_session(
    tx: &mut Tx,
    session: SessionId,
) -> Result<Vec<MediaIdentity>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT identity FROM staff_visits WHERE session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}

/// The name of a person of staff, as the room shows it.
pub(crate) async fn name(tx: &mut Tx, staff: StaffId) -> Result<Option<String>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT name FROM staff WHERE id = $1"
    )
    .bind(staff)
    .fetch_optional(c)
    .await)
}
