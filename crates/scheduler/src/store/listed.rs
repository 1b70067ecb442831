//! Sessions as staff read them.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, SeriesId, SessionId, SessionState, StaffId};

use crate::named::Named;
use crate::session::{Cancellation, SessionDetail, SessionRow};

/// What every reading selects.
macro_rules! select_sessions {
    ($filter:literal) => {
        concat!(
            "SELECT s.id, s.series_id, s.group_id, g.name AS group_name, s.local_date, s.zone,
                    s.starts_at, s.ends_at, s.state, s.moved, s.opened_at, s.started_at, s.closed_at,
                    s.cancelled_at, s.cancelled_by, s.cancel_reason, c.name AS canceller,
                    p.sequence AS version,
                    (SELECT COUNT(*) FROM memberships m
                      WHERE m.group_id = s.group_id AND m.status = 'active') AS expected
               FROM sessions s JOIN groups g ON g.id = s.group_id
                    JOIN series p ON p.id = s.series_id
                    LEFT JOIN staff c ON c.id = s.cancelled_by
              WHERE s.organisation_id = $1",
            $filter
        )
    };
}

/// The sessions of `organisation` that overlap the time between `from` and `to`.
pub(crate) async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
    from: Instant,
    to: Instant,
) -> Result<Vec<StoredSession>, DbError> {
    on!(tx, |c| sqlx::query_as(select_sessions!(
        " AND s.in_plan AND s.ends_at > $2 AND s.starts_at < $3 ORDER BY s.starts_at, s.id"
    ))
    .bind(organisation)
    .bind(from)
    .bind(to)
    .fetch_all(c)
    .await)
}

/// As [`list`], but only of the groups that `staff` leads.
pub(crate) async fn list_led_by(
    tx: &mut Tx,
    organisation: OrganisationId,
    staff: StaffId,
    from: Instant,
    to: Instant,
) -> Result<Vec<StoredSession>, DbError> {
    on!(tx, |c| sqlx::query_as(select_sessions!(
        " AND s.in_plan AND s.ends_at > $2 AND s.starts_at < $3
          AND s.group_id IN (SELECT group_id FROM group_facilitators WHERE staff_id = $4)
          ORDER BY s.starts_at, s.id"
    ))
    .bind(organisation)
    .bind(from)
    .bind(to)
    .bind(staff)
    .fetch_all(c)
    .await)
}

/// The sessions of one series of `organisation`, the first first.
pub(crate) async fn list_of_series(
    tx: &mut Tx,
    organisation: OrganisationId,
    series: SeriesId,
) -> Result<Vec<StoredSession>, DbError> {
    on!(tx, |c| sqlx::query_as(select_sessions!(
        " AND s.in_plan AND s.series_id = $2 ORDER BY s.starts_at, s.id"
    ))
    .bind(organisation)
    .bind(series)
    .fetch_all(c)
    .await)
}

/// One session of `organisation`.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: SessionId,
) -> Result<Option<StoredSession>, DbError> {
    on!(tx, |c| sqlx::query_as(select_sessions!(" AND s.id = $2"))
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// A session with its group.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredSession {
    id: SessionId,
    series_id: SeriesId,
    group_id: GroupId,
    group_name: String,
    local_date: String,
    zone: String,
    starts_at: Instant,
    ends_at: Instant,
    state: SessionState,
    moved: bool,
    cancelled_at: Option<Instant>,
    cancelled_by: Option<StaffId>,
    cancel_reason: Option<String>,
    canceller: Option<String>,
    version: i64,
    opened_at: Option<Instant>,
    started_at: Option<Instant>,
    closed_at: Option<Instant>,
    expected: i64,
}

impl StoredSession {
    fn cancellation(&self) -> Option<Cancellation> {
        let by = self.cancelled_by.zip(self.canceller.as_deref());
        Some(Cancellation {
            at: self.cancelled_at?,
            by: by.map(|(id, name)| Named::new(id, name)),
            reason: self.cancel_reason.clone().unwrap_or_default(),
        })
    }
}

impl From<StoredSession> for SessionRow {
    fn from(stored: StoredSession) -> Self {
        Self {
            id: stored.id,
            group: Named::new(stored.group_id, stored.group_name),
            starts_at: stored.starts_at,
            ends_at: stored.ends_at,
            zone: stored.zone,
            state: stored.state,
            started_at: stored.started_at,
            closed_at: stored.closed_at,
            moved: stored.moved,
            expected: stored.expected,
        }
    }
}

impl From<StoredSession> for SessionDetail {
    fn from(stored: StoredSession) -> Self {
        Self {
            series_id: stored.series_id,
            version: stored.version,
            cancellation: stored.cancellation(),
            local_date: stored.local_date.clone(),
            opened_at: stored.opened_at,
            row: stored.into(),
        }
    }
}
