//! Groups, who leads them, and when they meet.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, SessionId, StaffId};

use crate::groups::group::{GroupPlan, GroupRow, SeriesSummary};
use crate::named::Named;

pub(crate) async fn insert(
    tx: &mut Tx,
    id: GroupId,
    organisation: OrganisationId,
    plan: &GroupPlan,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO groups (id, organisation_id, name, topic, language, capacity,
                             attended_percent, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(id)
    .bind(organisation)
    .bind(&plan.name)
    .bind(&plan.topic)
    .bind(&plan.language)
    .bind(plan.capacity)
    .bind(plan.attended_percent)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
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
            "SELECT id, capacity FROM groups WHERE organisation_id = $1 AND id = $2"
        }
        Connection::Postgres(_) => {
            "SELECT id, capacity FROM groups WHERE organisation_id = $1 AND id = $2 FOR UPDATE"
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// What both the list and the detail select. The newest series says when a group meets.
macro_rules! select_groups {
    ($filter:literal) => {
        concat!(
            "SELECT g.id, g.name, g.topic, g.language, g.capacity,
                    (SELECT COUNT(*) FROM memberships m
                      WHERE m.group_id = g.id AND m.status = 'active') AS members,
                    s.summary AS series_summary, s.zone AS series_zone
               FROM groups g
               LEFT JOIN series s ON s.id = (SELECT n.id FROM series n WHERE n.group_id = g.id
                                              ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
              WHERE g.organisation_id = $1",
            $filter
        )
    };
}

/// The groups of `organisation`, by name.
pub(crate) async fn list(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<GroupRow>, DbError> {
    let stored: Vec<StoredGroup> = on!(tx, |c| sqlx::query_as(select_groups!(
        " ORDER BY g.name, g.id"
    ))
    .bind(organisation)
    .fetch_all(c)
    .await)?;
    let leads: Vec<Lead> = on!(tx, |c| sqlx::query_as(
        "SELECT f.group_id, f.staff_id, s.name
           FROM group_facilitators f
           JOIN groups g ON g.id = f.group_id
           JOIN staff s ON s.id = f.staff_id
          WHERE g.organisation_id = $1 ORDER BY s.name, s.id"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)?;
    Ok(stored
        .into_iter()
        .map(|group| group.led_by(&leads))
        .collect())
}

/// One group of `organisation`.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: GroupId,
) -> Result<Option<GroupRow>, DbError> {
    let stored: Option<StoredGroup> =
        on!(tx, |c| sqlx::query_as(select_groups!(" AND g.id = $2"))
            .bind(organisation)
            .bind(id)
            .fetch_optional(c)
            .await)?;
    let leads: Vec<Lead> = on!(tx, |c| sqlx::query_as(
        "SELECT f.group_id, f.staff_id, s.name
           FROM group_facilitators f JOIN staff s ON s.id = f.staff_id
          WHERE f.group_id = $1 ORDER BY s.name, s.id"
    )
    .bind(id)
    .fetch_all(c)
    .await)?;
    Ok(stored.map(|group| group.led_by(&leads)))
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

/// The next session of a group, and how many are not over.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Ahead {
    pub(crate) group_id: GroupId,
    pub(crate) id: SessionId,
    pub(crate) starts_at: Instant,
    pub(crate) zone: String,
    pub(crate) sessions: i64,
}

/// What lies ahead of each group of `organisation` that has any session left.
pub(crate) async fn ahead(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Instant,
) -> Result<Vec<Ahead>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT s.group_id, s.id, s.starts_at, s.zone, a.sessions
           FROM (SELECT group_id, MIN(starts_at) AS starts_at, COUNT(*) AS sessions
                   FROM sessions
                  WHERE organisation_id = $1 AND ends_at > $2
                    AND state IN ('scheduled', 'preparing', 'started')
                  GROUP BY group_id) a
           JOIN sessions s ON s.group_id = a.group_id AND s.starts_at = a.starts_at
          WHERE s.state IN ('scheduled', 'preparing', 'started')
          ORDER BY s.id"
    )
    .bind(organisation)
    .bind(now)
    .fetch_all(c)
    .await)
}

#[derive(Debug, sqlx::FromRow)]
struct StoredGroup {
    id: GroupId,
    name: String,
    topic: String,
    language: String,
    capacity: i64,
    members: i64,
    series_summary: Option<String>,
    series_zone: Option<String>,
}

#[derive(Debug, sqlx::FromRow)]
struct Lead {
    group_id: GroupId,
    staff_id: StaffId,
    name: String,
}

impl StoredGroup {
    fn led_by(self, leads: &[Lead]) -> GroupRow {
        let of_this = leads.iter().filter(|lead| lead.group_id == self.id);
        let series = self.series_summary.zip(self.series_zone);
        GroupRow {
            facilitators: of_this
                .map(|lead| Named::new(lead.staff_id, &lead.name))
                .collect(),
            id: self.id,
            name: self.name,
            topic: self.topic,
            language: self.language,
            capacity: self.capacity,
            members: self.members,
            series: series.map(|(summary, zone)| SeriesSummary { summary, zone }),
        }
    }
}
