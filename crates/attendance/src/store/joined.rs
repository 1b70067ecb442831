//! Who has been told to have joined.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{MembershipId, PrescriptionId, SessionId};

use super::session::SessionKey;

/// The sessions, started and not closed before `closed_after`, in which media flowed for some
/// member who has not been told to have joined.
pub(crate) async fn candidates(
    tx: &mut Tx,
    closed_after: Instant,
) -> Result<Vec<SessionKey>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT s.id, s.organisation_id FROM sessions s
          WHERE (s.state = 'started' OR (s.state = 'closed' AND s.closed_at > $1))
            AND s.started_at IS NOT NULL
            AND (EXISTS (SELECT 1 FROM presence p
                          WHERE p.session_id = s.id AND p.membership_id IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM joined_notices j
                                             WHERE j.session_id = s.id
                                               AND j.membership_id = p.membership_id))
              OR EXISTS (SELECT 1 FROM evidence e
                          WHERE e.session_id = s.id AND e.level = 'E5'
                            AND e.membership_id IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM joined_notices j
                                             WHERE j.session_id = s.id
                                               AND j.membership_id = e.membership_id)))"
    )
    .bind(closed_after)
    .fetch_all(c)
    .await)
}

/// The members of whom it was told.
pub(crate) async fn told(tx: &mut Tx, session: SessionId) -> Result<Vec<MembershipId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT membership_id FROM joined_notices WHERE session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}

/// Notes that `membership` joined; says whether that was new.
pub(crate) async fn note(
    tx: &mut Tx,
    session: SessionId,
    membership: MembershipId,
    prescription: PrescriptionId,
    joined_at: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO joined_notices (session_id, membership_id, prescription_id, joined_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (session_id, membership_id) DO NOTHING"
    )
    .bind(session)
    .bind(membership)
    .bind(prescription)
    .bind(joined_at)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}
