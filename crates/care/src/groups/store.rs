//! Writing groups and who leads them.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, StaffId};

use crate::groups::edit::GroupEdit;
use crate::groups::group::GroupPlan;
use crate::groups::search::search_words;

pub(crate) async fn insert(
    tx: &mut Tx,
    id: GroupId,
    organisation: OrganisationId,
    plan: &GroupPlan,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO groups (id, organisation_id, name, topic, language, capacity,
                             attended_percent, created_at, youngest, oldest, confirmed_at,
                             search_words)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8, $11)"
    )
    .bind(id)
    .bind(organisation)
    .bind(&plan.name)
    .bind(&plan.topic)
    .bind(&plan.language)
    .bind(plan.capacity)
    .bind(plan.attended_percent)
    .bind(now)
    .bind(plan.suits.youngest)
    .bind(plan.suits.oldest)
    .bind(search_words(&plan.name, &plan.topic, &plan.suits.topics))
    .execute(c)
    .await
    .map(drop))
}

/// Writes an edit of a locked group; whoever edits it has looked at all of it.
pub(crate) async fn update(
    tx: &mut Tx,
    id: GroupId,
    edit: &GroupEdit,
    by: StaffId,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE groups SET name = $2, topic = $3, language = $4, capacity = $5,
                           takes_waiting = $6, youngest = $7, oldest = $8, changed_by = $9,
                           confirmed_at = $10, search_words = $11,
                           attended_percent = COALESCE($12, attended_percent), version = version + 1
          WHERE id = $1"
    )
    .bind(id)
    .bind(&edit.name)
    .bind(&edit.topic)
    .bind(&edit.language)
    .bind(edit.capacity)
    .bind(edit.takes_waiting)
    .bind(edit.suits.youngest)
    .bind(edit.suits.oldest)
    .bind(by)
    .bind(now)
    .bind(search_words(&edit.name, &edit.topic, &edit.suits.topics))
    .bind(edit.attended_percent)
    .execute(c)
    .await
    .map(drop))
}

/// Notes that what is known of a group still held `now`.
pub(crate) async fn confirm(tx: &mut Tx, id: GroupId, now: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE groups SET confirmed_at = $2 WHERE id = $1"
    )
    .bind(id)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Writes since when partners see a group; they do not where it is missing.
pub(crate) async fn share(tx: &mut Tx, id: GroupId, since: Option<Instant>) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE groups SET shared_at = $2 WHERE id = $1"
    )
    .bind(id)
    .bind(since)
    .execute(c)
    .await
    .map(drop))
}

/// Who last changed a group.
pub(crate) async fn changed_by(tx: &mut Tx, id: GroupId) -> Result<Option<String>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT s.name FROM groups g JOIN staff s ON s.id = g.changed_by WHERE g.id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// Whether `staff` is a facilitator of `organisation` whose account is in use.
pub(crate) async fn is_facilitator(
    tx: &mut Tx,
    organisation: OrganisationId,
    staff: StaffId,
) -> Result<bool, DbError> {
    let found: Option<StaffId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT s.id FROM staff s JOIN staff_roles r ON r.staff_id = s.id
          WHERE s.organisation_id = $1 AND s.id = $2 AND s.disabled_at IS NULL
            AND r.role = 'facilitator'"
    )
    .bind(organisation)
    .bind(staff)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Lets nobody lead `group`, until somebody else does; says who led it.
pub(crate) async fn forget_facilitators(
    tx: &mut Tx,
    group: GroupId,
) -> Result<Vec<StaffId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "DELETE FROM group_facilitators WHERE group_id = $1 RETURNING staff_id"
    )
    .bind(group)
    .fetch_all(c)
    .await)
}

pub(crate) async fn insert_facilitator(
    tx: &mut Tx,
    group: GroupId,
    staff: StaffId,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO group_facilitators (group_id, staff_id) VALUES ($1, $2)"
    )
    .bind(group)
    .bind(staff)
    .execute(c)
    .await
    .map(drop))
}

/// A group whose places nobody else can give away until the transaction ends.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct LockedGroup {
    pub(crate) id: GroupId,
    pub(crate) capacity: i64,
    pub(crate) version: i64,
    pub(crate) takes_waiting: bool,
}

/// Locks a group of `organisation`.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: GroupId,
) -> Result<Option<LockedGroup>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is. On
    // PostgreSQL the count that follows must see every place given away before the lock was got.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "SELECT id, capacity, version, takes_waiting FROM groups
              WHERE organisation_id = $1 AND id = $2"
        }
        Connection::Postgres(_) => {
            "SELECT id, capacity, version, takes_waiting FROM groups
              WHERE organisation_id = $1 AND id = $2 FOR UPDATE"
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// Whether `staff` leads `group`.
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
