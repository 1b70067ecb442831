//! Recurring plans.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, SeriesId, StaffId};

use crate::plan::Plan;

/// Where a series belongs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) series: SeriesId,
    pub(crate) group: GroupId,
    pub(crate) organisation: OrganisationId,
}

/// Locks a group of `organisation`, so that its plans are made one by one; says whether it exists.
pub(crate) async fn lock_group(
    tx: &mut Tx,
    organisation: OrganisationId,
    group: GroupId,
) -> Result<bool, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => "SELECT id FROM groups WHERE organisation_id = $1 AND id = $2",
        Connection::Postgres(_) => {
            "SELECT id FROM groups WHERE organisation_id = $1 AND id = $2 FOR UPDATE"
        }
    };
    let found: Option<GroupId> = on!(tx, |c| sqlx::query_scalar(text)
        .bind(organisation)
        .bind(group)
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

pub(crate) async fn insert(
    tx: &mut Tx,
    place: Place,
    by: StaffId,
    plan: &Plan,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO series (id, organisation_id, group_id, first_date, local_time, zone,
                             duration_minutes, rrule, summary, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(place.series)
    .bind(place.organisation)
    .bind(place.group)
    .bind(&plan.first_date)
    .bind(&plan.local_time)
    .bind(&plan.zone)
    .bind(plan.duration_minutes)
    .bind(&plan.rrule)
    .bind(&plan.summary)
    .bind(by)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// A plan as it stands.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredSeries {
    pub(crate) id: SeriesId,
    pub(crate) group_id: GroupId,
    pub(crate) first_date: String,
    pub(crate) local_time: String,
    pub(crate) zone: String,
    pub(crate) duration_minutes: i64,
    pub(crate) rrule: String,
    pub(crate) summary: String,
    pub(crate) sequence: i64,
}

pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: SeriesId,
) -> Result<Option<StoredSeries>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, group_id, first_date, local_time, zone, duration_minutes, rrule, summary,
                sequence
           FROM series WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}
