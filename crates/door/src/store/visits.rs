//! Visits: a device's way into one session.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{DoorSessionId, MediaIdentity, MembershipId, SessionId, StaffId};

/// A device in a session.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct VisitRow {
    #[sqlx(rename = "door_session_id")]
    pub(crate) device: DoorSessionId,
    #[sqlx(rename = "session_id")]
    pub(crate) session: SessionId,
    #[sqlx(rename = "membership_id")]
    pub(crate) membership: MembershipId,
    pub(crate) identity: MediaIdentity,
    pub(crate) state: VisitRowState,
    /// Stored: who was admitted once comes back without a second wait.
    pub(crate) admitted_at: Option<Instant>,
}

/// How far a visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum VisitRowState {
    Waiting,
    Admitted,
    Removed,
    Left,
}

/// All visits of a device.
pub(crate) async fn of_device(
    tx: &mut Tx,
    device: DoorSessionId,
) -> Result<Vec<VisitRow>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT door_session_id, session_id, membership_id, identity, state, admitted_at
           FROM visits WHERE door_session_id = $1"
    )
    .bind(device)
    .fetch_all(c)
    .await)
}

/// All visits to a session, in the order of waiting.
pub(crate) async fn of_session(tx: &mut Tx, session: SessionId) -> Result<Vec<VisitRow>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT door_session_id, session_id, membership_id, identity, state, admitted_at
           FROM visits WHERE session_id = $1 ORDER BY waiting_since, door_session_id"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}

/// Who waits and may be admitted without being named, in the order of waiting: neither on a device
/// that is flagged as new, nor of a membership somebody was removed from this session.
pub(crate) async fn waiting_unflagged(
    tx: &mut Tx,
    session: SessionId,
) -> Result<Vec<VisitRow>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT v.door_session_id, v.session_id, v.membership_id, v.identity, v.state,
                v.admitted_at
           FROM visits v
           JOIN door_sessions d ON d.id = v.door_session_id
          WHERE v.session_id = $1 AND v.state = 'waiting' AND NOT d.new_device
            AND NOT EXISTS (SELECT 1 FROM visits r
                             WHERE r.session_id = v.session_id
                               AND r.membership_id = v.membership_id AND r.state = 'removed')
          ORDER BY v.waiting_since, v.door_session_id"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}

/// Puts a device into the waiting room for the first time.
pub(crate) async fn start_waiting(
    tx: &mut Tx,
    visit: &VisitRow,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO visits (door_session_id, session_id, membership_id, identity, state,
                             waiting_since)
         VALUES ($1, $2, $3, $4, 'waiting', $5)"
    )
    .bind(visit.device)
    .bind(visit.session)
    .bind(visit.membership)
    .bind(&visit.identity)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Puts a device that left before it was admitted back into the waiting room.
pub(crate) async fn wait_again(
    tx: &mut Tx,
    visit: &VisitRow,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE visits SET state = 'waiting', waiting_since = $3, left_at = NULL
          WHERE door_session_id = $1 AND session_id = $2 AND state = 'left'
            AND admitted_at IS NULL"
    )
    .bind(visit.device)
    .bind(visit.session)
    .bind(now)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Lets a device that left come back by its stored admission.
pub(crate) async fn come_back(tx: &mut Tx, visit: &VisitRow) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE visits SET state = 'admitted', left_at = NULL
          WHERE door_session_id = $1 AND session_id = $2 AND state = 'left'
            AND admitted_at IS NOT NULL"
    )
    .bind(visit.device)
    .bind(visit.session)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// A device left by the button; says whether it was there.
pub(crate) async fn leave(
    tx: &mut Tx,
    device: DoorSessionId,
    session: SessionId,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE visits SET state = 'left', left_at = $3
          WHERE door_session_id = $1 AND session_id = $2 AND state IN ('waiting', 'admitted')"
    )
    .bind(device)
    .bind(session)
    .bind(now)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Admits a device that waits; says whether it did.
pub(crate) async fn admit(
    tx: &mut Tx,
    device: DoorSessionId,
    session: SessionId,
    by: StaffId,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE visits SET state = 'admitted', admitted_at = $3, admitted_by = $4
          WHERE door_session_id = $1 AND session_id = $2 AND state = 'waiting'"
    )
    .bind(device)
    .bind(session)
    .bind(now)
    .bind(by)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Ends a visit; says whether it stood. Its admission no longer counts.
pub(crate) async fn remove(
    tx: &mut Tx,
    device: DoorSessionId,
    session: SessionId,
    by: StaffId,
    reason: &str,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE visits SET state = 'removed', removed_at = $3, removed_by = $4, remove_reason = $5
          WHERE door_session_id = $1 AND session_id = $2 AND state <> 'removed'"
    )
    .bind(device)
    .bind(session)
    .bind(now)
    .bind(by)
    .bind(reason)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Admits a removed device again, as a new identity: the old one stays refused.
pub(crate) async fn readmit(
    tx: &mut Tx,
    device: DoorSessionId,
    session: SessionId,
    identity: &MediaIdentity,
    by: StaffId,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE visits SET state = 'admitted', identity = $3, admitted_at = $4, admitted_by = $5
          WHERE door_session_id = $1 AND session_id = $2 AND state = 'removed'"
    )
    .bind(device)
    .bind(session)
    .bind(identity)
    .bind(now)
    .bind(by)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// The identity of an admitted device, kept from being removed until `tx` ends.
///
/// A removal waits for the token being minted, and then refuses it.
pub(crate) async fn hold_admitted(
    tx: &mut Tx,
    device: DoorSessionId,
    session: SessionId,
) -> Result<Option<MediaIdentity>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "UPDATE visits SET state = state
          WHERE door_session_id = $1 AND session_id = $2 AND state = 'admitted'
      RETURNING identity"
    )
    .bind(device)
    .bind(session)
    .fetch_optional(c)
    .await)
}

/// The visits, to sessions not closed, of the devices that came through one generation of a link.
pub(crate) async fn live_of_link(
    tx: &mut Tx,
    membership: MembershipId,
    generation: i64,
) -> Result<Vec<VisitRow>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT v.door_session_id, v.session_id, v.membership_id, v.identity, v.state,
                v.admitted_at
           FROM visits v
           JOIN door_sessions d ON d.id = v.door_session_id
           JOIN sessions s ON s.id = v.session_id
          WHERE v.membership_id = $1 AND d.generation = $2 AND v.state <> 'removed'
            AND s.state <> 'closed'"
    )
    .bind(membership)
    .bind(generation)
    .fetch_all(c)
    .await)
}
