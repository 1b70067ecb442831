//! The sessions a door can open, as the scheduler keeps them. Read only.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, MembershipId, OrganisationId, SessionId, StaffId};

/// One dated meeting of a group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Meeting {
    pub(crate) id: SessionId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) zone: String,
    pub(crate) state: MeetingState,
    pub(crate) closed_at: Option<Instant>,
}

/// How far a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum MeetingState {
    Scheduled,
    Preparing,
    Started,
    Closed,
    Cancelled,
}

impl MeetingState {
    /// Whether the room is open to whoever is admitted.
    pub(crate) const fn room_is_open(self) -> bool {
        matches!(self, Self::Preparing | Self::Started)
    }
}

/// All sessions of a group, by start.
pub(crate) async fn of_group(tx: &mut Tx, group: GroupId) -> Result<Vec<Meeting>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, group_id, starts_at, ends_at, zone, state, closed_at
           FROM sessions WHERE group_id = $1 ORDER BY starts_at, id"
    )
    .bind(group)
    .fetch_all(c)
    .await)
}

/// One session of `organisation`.
pub(crate) async fn one(
    tx: &mut Tx,
    organisation: OrganisationId,
    session: SessionId,
) -> Result<Option<Meeting>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, group_id, starts_at, ends_at, zone, state, closed_at
           FROM sessions WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(session)
    .fetch_optional(c)
    .await)
}

/// Whether this person runs this group.
pub(crate) async fn is_facilitator(
    tx: &mut Tx,
    group: GroupId,
    staff: StaffId,
) -> Result<bool, DbError> {
    let found: i64 = on!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM group_facilitators WHERE group_id = $1 AND staff_id = $2"
    )
    .bind(group)
    .bind(staff)
    .fetch_one(c)
    .await)?;
    Ok(found > 0)
}

/// The memberships of a group that are not over.
pub(crate) async fn members(tx: &mut Tx, group: GroupId) -> Result<Vec<MembershipId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM memberships WHERE group_id = $1 AND status = 'active'"
    )
    .bind(group)
    .fetch_all(c)
    .await)
}

/// Every session whose room is open, of all organisations: the media plane serves them all.
pub(crate) async fn open(tx: &mut Tx) -> Result<Vec<SessionId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM sessions WHERE state IN ('preparing', 'started')"
    )
    .fetch_all(c)
    .await)
}

/// Every session that closed since `since`, of all organisations.
pub(crate) async fn closed_since(tx: &mut Tx, since: Instant) -> Result<Vec<SessionId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM sessions WHERE state = 'closed' AND closed_at >= $1"
    )
    .bind(since)
    .fetch_all(c)
    .await)
}
