//! Sessions, as scheduler keeps them and attendance reads them.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{
    GroupId, MembershipId, OrganisationId, PrescriptionId, SessionId, SessionState, StaffId,
};

use crate::outcome::{Review, Sitting, Started, Thresholds};

/// One session of one group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    pub(crate) group_name: String,
    pub(crate) attended_percent: i64,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) zone: String,
    pub(crate) state: SessionState,
    pub(crate) opened_at: Option<Instant>,
    pub(crate) started_at: Option<Instant>,
    pub(crate) closed_at: Option<Instant>,
}

impl Session {
    /// As the fold wants it; while it is open, it is judged as if it closed `now`.
    pub(crate) fn sitting(&self, review: Review, now: Instant) -> Sitting {
        let started = match (self.state, self.started_at) {
            (SessionState::Cancelled, _) => Started::CalledOff,
            (_, Some(at)) => Started::At(at),
            (_, None) => Started::Never,
        };
        Sitting {
            started,
            closed_at: self.closed_at.unwrap_or(now),
            review,
            thresholds: Thresholds {
                attended_percent: self.attended_percent,
            },
        }
    }

    /// Whether nothing more will happen in it.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, SessionState::Closed | SessionState::Cancelled)
    }
}

/// The session `id` of `organisation`.
pub(crate) async fn session(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: SessionId,
) -> Result<Option<Session>, DbError> {
    on!(tx, |c| {
        sqlx::query_as(
        "SELECT s.id, s.organisation_id, s.group_id, g.name AS group_name,
                COALESCE(s.attended_percent, g.attended_percent) AS attended_percent, s.starts_at, s.ends_at, s.zone, s.state, s.opened_at, s.started_at, s.closed_at
           FROM sessions s JOIN groups g ON g.id = s.group_id
          WHERE s.organisation_id = $1 AND s.id = $2"
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await
    })
}

/// A session and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct SessionKey {
    pub(crate) id: SessionId,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
}

/// The sessions of all organisations whose room is open.
pub(crate) async fn under_way(tx: &mut Tx) -> Result<Vec<SessionKey>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, organisation_id FROM sessions WHERE state IN ('preparing', 'started')"
    )
    .fetch_all(c)
    .await)
}

/// The sessions of all organisations that nobody confirmed in time: closed from `after` to `before`.
pub(crate) async fn unreviewed(
    tx: &mut Tx,
    after: Instant,
    before: Instant,
    limit: i64,
) -> Result<Vec<SessionKey>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT s.id, s.organisation_id FROM sessions s
          WHERE s.state = 'closed' AND s.closed_at > $1 AND s.closed_at <= $2
            AND NOT EXISTS (SELECT 1 FROM registers r WHERE r.session_id = s.id)
            AND EXISTS (SELECT 1 FROM evidence e WHERE e.session_id = s.id)
          ORDER BY s.closed_at LIMIT $3"
    )
    .bind(after)
    .bind(before)
    .bind(limit)
    .fetch_all(c)
    .await)
}

/// Whether `staff` facilitates `group`.
pub(crate) async fn facilitates(
    tx: &mut Tx,
    group: GroupId,
    staff: StaffId,
) -> Result<bool, DbError> {
    let found: Option<StaffId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT staff_id FROM group_facilitators WHERE group_id = $1 AND staff_id = $2"
    )
    .bind(group)
    .bind(staff)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Whom a membership's outcome concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Concerned {
    #[sqlx(rename = "prescription_id")]
    pub(crate) prescription: PrescriptionId,
    #[sqlx(rename = "prescriber_id")]
    pub(crate) prescriber: StaffId,
    /// The prescriber's.
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
}

/// The prescription behind `membership`, and whose it is.
pub(crate) async fn concerned(
    tx: &mut Tx,
    membership: MembershipId,
) -> Result<Option<Concerned>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT m.prescription_id, p.prescriber_id, p.organisation_id
           FROM memberships m JOIN prescriptions p ON p.id = m.prescription_id
          WHERE m.id = $1"
    )
    .bind(membership)
    .fetch_optional(c)
    .await)
}
