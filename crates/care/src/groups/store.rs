//! Groups, who leads them, and when they meet.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, SessionId, StaffId};

use crate::groups::edit::GroupEdit;
use crate::groups::group::{GroupPlan, GroupRow, PlaceStatus, SeriesSummary};
use crate::groups::meets::bands;
use crate::groups::suits::Suits;
use crate::groups::suits_store;
use crate::named::Named;
use crate::places::capacity::free_places;

pub(crate) async fn insert(
    tx: &mut Tx,
    id: GroupId,
    organisation: OrganisationId,
    plan: &GroupPlan,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO groups (id, organisation_id, name, topic, language, capacity,
                             attended_percent, created_at, youngest, oldest, confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8)"
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
                           confirmed_at = $10, version = version + 1
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

/// What both the list and the detail select. The newest series says when a group meets.
macro_rules! select_groups {
    ($filter:literal) => {
        concat!(
            "SELECT g.id, g.name, g.topic, g.language, g.capacity, g.version, g.takes_waiting,
                    g.youngest, g.oldest, g.confirmed_at,
                    g.shared_at IS NOT NULL AS shared,
                    (SELECT COUNT(*) FROM offers f
                      WHERE f.group_id = g.id AND f.status = 'open') AS offered,
                    (SELECT COUNT(*) FROM waitlist w
                      WHERE w.group_id = g.id AND w.left_at IS NULL) AS waiting,
                    (SELECT COUNT(*) FROM memberships m
                      WHERE m.group_id = g.id AND m.status = 'active') AS members,
                    s.summary AS series_summary, s.zone AS series_zone,
                    s.first_date, s.local_time
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
    let mut suits = suits_store::of_organisation(tx, organisation).await?;
    Ok(stored
        .into_iter()
        .map(|group| {
            let suits = suits.remove(&group.id).unwrap_or_default();
            group.told(&leads, suits)
        })
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
    let suits = suits_store::of_group(tx, id).await?;
    Ok(stored.map(|group| group.told(&leads, suits)))
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
    first_date: Option<String>,
    local_time: Option<String>,
    version: i64,
    takes_waiting: bool,
    shared: bool,
    youngest: Option<i64>,
    oldest: Option<i64>,
    confirmed_at: Option<Instant>,
    offered: i64,
    waiting: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct Lead {
    group_id: GroupId,
    staff_id: StaffId,
    name: String,
}

impl StoredGroup {
    fn told(self, leads: &[Lead], suits: Suits) -> GroupRow {
        let of_this = leads.iter().filter(|lead| lead.group_id == self.id);
        let series = self.series_summary.zip(self.series_zone);
        let plan = self.first_date.zip(self.local_time);
        let bands = plan.map_or_else(Vec::new, |(date, time)| bands(&date, &time));
        let free = free_places(self.capacity, self.members + self.offered);
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
            series: series.map(|(summary, zone)| SeriesSummary {
                summary,
                zone,
                bands,
            }),
            version: self.version,
            offered: self.offered,
            waiting: self.waiting,
            place_status: PlaceStatus::of(free, self.takes_waiting),
            takes_waiting: self.takes_waiting,
            shared: self.shared,
            suits: Suits {
                youngest: self.youngest,
                oldest: self.oldest,
                ..suits
            },
            confirmed_at: self.confirmed_at,
        }
    }
}
