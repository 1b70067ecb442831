//! Edits of plans, and the sessions they touch.

use jiff::civil::Date;
use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{
    GroupId, OrganisationId, ScheduleEditId, SeriesId, SessionId, SessionState, StaffId,
};

use super::series::StoredSeries;
use crate::edits::asked::EditScope;
use crate::edits::standing::{Spell, Standing};
use crate::edits::stroke::{Stroke, What};

/// Whether what is read must stay as it is until the transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lock {
    Yes,
    No,
}

/// The group that meets in session `id` of `organisation`.
pub(crate) async fn group_of(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: SessionId,
) -> Result<Option<GroupId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT group_id FROM sessions WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}

#[derive(Debug, sqlx::FromRow)]
struct StandingRow {
    id: SessionId,
    series_id: SeriesId,
    recurrence_date: String,
    in_plan: bool,
    moved: bool,
    starts_at: Instant,
    ends_at: Instant,
    zone: String,
    state: SessionState,
}

/// Session `id` with its series.
pub(crate) async fn standing(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: SessionId,
    lock: Lock,
) -> Result<Option<(SeriesId, Standing)>, DbError> {
    macro_rules! one {
        ($lock:literal) => {
            concat!(
                "SELECT id, series_id, recurrence_date, in_plan, moved, starts_at, ends_at, zone,
                        state
                   FROM sessions WHERE organisation_id = $1 AND id = $2",
                $lock
            )
        };
    }
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match (lock, tx.connection()) {
        (Lock::Yes, Connection::Postgres(_)) => one!(" FOR UPDATE"),
        _ => one!(""),
    };
    let row: Option<StandingRow> = on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)?;
    row.map(|row| Ok((row.series_id, Standing::try_from(row)?)))
        .transpose()
}

impl TryFrom<StandingRow> for Standing {
    type Error = DbError;

    fn try_from(row: StandingRow) -> Result<Self, DbError> {
        let recurrence = row.recurrence_date.parse::<Date>();
        Ok(Self {
            id: row.id,
            recurrence: recurrence.map_err(|error| DbError::Decode(error.into()))?,
            in_plan: row.in_plan,
            moved: row.moved,
            spell: Spell {
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                zone: row.zone,
            },
            state: row.state,
        })
    }
}

/// When `group` meets, apart from `session`.
pub(crate) async fn others_of_group(
    tx: &mut Tx,
    group: GroupId,
    session: SessionId,
) -> Result<Vec<Spell>, DbError> {
    let rows: Vec<(Instant, Instant, String)> = on!(tx, |c| sqlx::query_as(
        "SELECT starts_at, ends_at, zone FROM sessions
          WHERE group_id = $1 AND id <> $2 AND state <> 'cancelled'"
    )
    .bind(group)
    .bind(session)
    .fetch_all(c)
    .await)?;
    let spell = |(starts_at, ends_at, zone)| Spell {
        starts_at,
        ends_at,
        zone,
    };
    Ok(rows.into_iter().map(spell).collect())
}

/// How many patients are members of `group` now.
pub(crate) async fn count_members(tx: &mut Tx, group: GroupId) -> Result<i64, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM memberships WHERE group_id = $1 AND status = 'active'"
    )
    .bind(group)
    .fetch_one(c)
    .await)
}

/// An edit as it is made.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) id: ScheduleEditId,
    pub(crate) by: StaffId,
    pub(crate) at: Instant,
    pub(crate) scope: EditScope,
    pub(crate) summary: String,
}

/// Writes that `made` was done to `series`, which has the sequence it has since.
pub(crate) async fn insert(tx: &mut Tx, series: &StoredSeries, made: &Made) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO schedule_edits (id, organisation_id, group_id, series_id, scope, sequence,
                                     summary, edited_by, edited_at)
         SELECT $1, organisation_id, group_id, id, $3, $4, $5, $6, $7 FROM series WHERE id = $2"
    )
    .bind(made.id)
    .bind(series.id)
    .bind(made.scope)
    .bind(series.sequence)
    .bind(&made.summary)
    .bind(made.by)
    .bind(made.at)
    .execute(c)
    .await
    .map(drop))
}

pub(crate) async fn raise_sequence(tx: &mut Tx, series: &StoredSeries) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE series SET sequence = $1 WHERE id = $2"
    )
    .bind(series.sequence)
    .bind(series.id)
    .execute(c)
    .await
    .map(drop))
}

/// Writes what an edit did to one session.
pub(crate) async fn insert_session(
    tx: &mut Tx,
    edit: ScheduleEditId,
    stroke: &Stroke,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO schedule_edit_sessions (edit_id, session_id, what, was_starts_at,
                                             was_ends_at, was_zone)
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(edit)
    .bind(stroke.session)
    .bind(stroke.what)
    .bind(stroke.was.starts_at)
    .bind(stroke.was.ends_at)
    .bind(&stroke.was.zone)
    .execute(c)
    .await
    .map(drop))
}

/// Makes the session what `stroke` says it is now.
pub(crate) async fn apply(
    tx: &mut Tx,
    stroke: &Stroke,
    made: &Made,
    reason: Option<&str>,
) -> Result<(), DbError> {
    match stroke.what {
        What::Moved => move_to(tx, stroke).await,
        What::Cancelled => cancel(tx, stroke.session, made, reason).await,
        What::Restored => restore(tx, stroke.session).await,
    }
}

async fn move_to(tx: &mut Tx, stroke: &Stroke) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE sessions SET local_date = $1, starts_at = $2, ends_at = $3, zone = $4, moved = $5
          WHERE id = $6"
    )
    .bind(stroke.date.to_string())
    .bind(stroke.now.starts_at)
    .bind(stroke.now.ends_at)
    .bind(&stroke.now.zone)
    .bind(stroke.moved)
    .bind(stroke.session)
    .execute(c)
    .await
    .map(drop))
}

async fn cancel(
    tx: &mut Tx,
    session: SessionId,
    made: &Made,
    reason: Option<&str>,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE sessions
            SET state = 'cancelled', cancelled_at = $1, cancelled_by = $2, cancel_reason = $3
          WHERE id = $4"
    )
    .bind(made.at)
    .bind(made.by)
    .bind(reason)
    .bind(session)
    .execute(c)
    .await
    .map(drop))
}

async fn restore(tx: &mut Tx, session: SessionId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE sessions
            SET state = 'scheduled', cancelled_at = NULL, cancelled_by = NULL,
                cancel_reason = NULL
          WHERE id = $1"
    )
    .bind(session)
    .execute(c)
    .await
    .map(drop))
}

/// An edit that a stale editor has not seen.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Since {
    pub(crate) by: Option<String>,
    pub(crate) summary: String,
}

/// What was done to `series` after its version `seen`, the newest first.
pub(crate) async fn since(tx: &mut Tx, series: SeriesId, seen: i64) -> Result<Vec<Since>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT s.name AS by, e.summary
           FROM schedule_edits e LEFT JOIN staff s ON s.id = e.edited_by
          WHERE e.series_id = $1 AND e.sequence > $2
          ORDER BY e.sequence DESC LIMIT 3"
    )
    .bind(series)
    .bind(seen)
    .fetch_all(c)
    .await)
}
