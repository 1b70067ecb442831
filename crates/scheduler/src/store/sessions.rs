//! Dated meetings.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, SessionId, SessionState, StaffId};

use super::series::Place;
use crate::clash::Taken;
use crate::life::Turn;
use crate::plan::Meeting;

pub(crate) async fn insert(
    tx: &mut Tx,
    id: SessionId,
    place: Place,
    zone: &str,
    meeting: &Meeting,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO sessions (id, organisation_id, group_id, series_id, local_date,
                               recurrence_date, zone, starts_at, ends_at, state)
         VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, 'scheduled')"
    )
    .bind(id)
    .bind(place.organisation)
    .bind(place.group)
    .bind(place.series)
    .bind(meeting.local_date.to_string())
    .bind(zone)
    .bind(meeting.starts_at)
    .bind(meeting.ends_at)
    .execute(c)
    .await
    .map(drop))
}

/// When `group` meets already, between the first and the last of `meetings`.
pub(crate) async fn taken(
    tx: &mut Tx,
    group: GroupId,
    meetings: &[Meeting],
) -> Result<Vec<Taken>, DbError> {
    let Some((first, last)) = meetings.first().zip(meetings.last()) else {
        return Ok(Vec::new());
    };
    let rows: Vec<(Instant, Instant)> = on!(tx, |c| sqlx::query_as(
        "SELECT starts_at, ends_at FROM sessions
          WHERE group_id = $1 AND state <> 'cancelled' AND starts_at < $2 AND ends_at > $3"
    )
    .bind(group)
    .bind(last.ends_at)
    .bind(first.starts_at)
    .fetch_all(c)
    .await)?;
    let taken = |(starts_at, ends_at)| Taken { starts_at, ends_at };
    Ok(rows.into_iter().map(taken).collect())
}

/// A session nobody else can change until the transaction ends.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct LockedSession {
    pub(crate) id: SessionId,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    pub(crate) state: SessionState,
    pub(crate) started_at: Option<Instant>,
}

/// Locks a session of `organisation`.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: SessionId,
) -> Result<Option<LockedSession>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "SELECT id, organisation_id, group_id, state, started_at FROM sessions
              WHERE organisation_id = $1 AND id = $2"
        }
        Connection::Postgres(_) => {
            "SELECT id, organisation_id, group_id, state, started_at FROM sessions
              WHERE organisation_id = $1 AND id = $2 FOR UPDATE"
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// Whose a session is, for the house itself, which looks after every organisation's.
pub(crate) async fn organisation_of(
    tx: &mut Tx,
    id: SessionId,
) -> Result<Option<OrganisationId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT organisation_id FROM sessions WHERE id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// Whether `staff` is a facilitator of `group`.
pub(crate) async fn leads(tx: &mut Tx, group: GroupId, staff: StaffId) -> Result<bool, DbError> {
    let found: Option<StaffId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT staff_id FROM group_facilitators WHERE group_id = $1 AND staff_id = $2"
    )
    .bind(group)
    .bind(staff)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Whether `staff` is a facilitator of the group that meets in `session`.
pub(crate) async fn leads_session(
    tx: &mut Tx,
    session: SessionId,
    staff: StaffId,
) -> Result<bool, DbError> {
    let found: Option<StaffId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT f.staff_id FROM sessions s JOIN group_facilitators f ON f.group_id = s.group_id
          WHERE s.id = $1 AND f.staff_id = $2"
    )
    .bind(session)
    .bind(staff)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Writes the new state and the moments that belong to it.
pub(crate) async fn set_state(
    tx: &mut Tx,
    id: SessionId,
    turn: Turn,
    at: Instant,
    by: Option<StaffId>,
) -> Result<(), DbError> {
    let opened_at = turn.opens.then_some(at);
    let started_at = turn.starts.then_some(at);
    let closed_at = turn.closes.then_some(at);
    on!(tx, |c| {
        sqlx::query(
        "UPDATE sessions
            SET state = $1, opened_at = COALESCE(opened_at, $2),
                attended_percent = COALESCE(attended_percent, (SELECT g.attended_percent FROM groups g
                                                                WHERE g.id = sessions.group_id)),
                started_at = COALESCE(started_at, $3), started_by = COALESCE(started_by, $4),
                closed_at = COALESCE(closed_at, $5), closed_by = COALESCE(closed_by, $6)
          WHERE id = $7"
    )
    .bind(turn.to)
    .bind(opened_at)
    .bind(started_at)
    .bind(by.filter(|_| turn.starts))
    .bind(closed_at)
    .bind(by.filter(|_| turn.closes))
    .bind(id)
    .execute(c)
    .await
    .map(drop)
    })
}
