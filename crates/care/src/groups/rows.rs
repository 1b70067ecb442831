//! Reading groups: who leads them, when they meet, and what places they have.

use std::collections::BTreeMap;

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, StaffId};

use crate::groups::fifty::{PAGE, bind_fifty, fifty};
use crate::groups::group::{GroupRow, PlaceStatus, SeriesSummary};
use crate::groups::meets::bands;
use crate::groups::search::{GroupPage, Wanted};
use crate::groups::suits::Suits;
use crate::groups::suits_store;
use crate::named::Named;
use crate::places::capacity::free_places;

/// A page of the groups of `organisation` that are wanted, by name.
pub(crate) async fn page(
    tx: &mut Tx,
    organisation: OrganisationId,
    wanted: &Wanted,
) -> Result<GroupPage, DbError> {
    let (after_name, after) = place(tx, wanted.after).await?;
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX) + 1;
    let [one, two, rest] = wanted.words.patterns();
    let mut ids: Vec<GroupId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT g.id FROM groups g
          WHERE g.organisation_id = $1
            AND g.search_words LIKE $2 AND g.search_words LIKE $3 AND g.search_words LIKE $4
            AND (g.name, g.id) > ($5, $6)
          ORDER BY g.name, g.id LIMIT $7"
    )
    .bind(organisation)
    .bind(one)
    .bind(two)
    .bind(rest)
    .bind(after_name)
    .bind(after)
    .bind(most)
    .fetch_all(c)
    .await)?;
    let more = ids.len() > PAGE;
    ids.truncate(PAGE);
    let items = several(tx, organisation, &ids).await?;
    Ok(GroupPage { items, more })
}

/// Where a page begins: the name and the id of the last group of the page before it.
pub(crate) async fn place(
    tx: &mut Tx,
    after: Option<GroupId>,
) -> Result<(String, GroupId), DbError> {
    let start = (String::new(), GroupId::from(uuid::Uuid::nil()));
    let Some(id) = after else {
        return Ok(start);
    };
    let name: Option<String> = on!(tx, |c| sqlx::query_scalar(
        "SELECT name FROM groups WHERE id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(name.map_or(start, |name| (name, id)))
}

/// What is read of a group. The newest series says when a group meets.
macro_rules! select_groups {
    () => {
        concat!(
            "SELECT g.id, g.name, g.topic, g.language, g.capacity, g.version, g.takes_waiting,
                    g.attended_percent, g.youngest, g.oldest, g.confirmed_at,
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
              WHERE g.id IN (",
            fifty!(),
            ") AND g.organisation_id = $51"
        )
    };
}

/// Those of the groups `ids`, a page at most, that are of `organisation`: in the order of `ids`.
pub(crate) async fn several(
    tx: &mut Tx,
    organisation: OrganisationId,
    ids: &[GroupId],
) -> Result<Vec<GroupRow>, DbError> {
    let stored: Vec<StoredGroup> = on!(tx, |c| bind_fifty!(sqlx::query_as(select_groups!()), ids)
        .bind(organisation)
        .fetch_all(c)
        .await)?;
    let mut leads = leads(tx, ids).await?;
    let mut suits = suits_store::of_groups(tx, ids).await?;
    let told = stored.into_iter().map(|group| {
        let id = group.id;
        let leads = leads.remove(&id).unwrap_or_default();
        (id, group.told(leads, suits.remove(&id).unwrap_or_default()))
    });
    let mut told: BTreeMap<GroupId, GroupRow> = told.collect();
    Ok(ids.iter().filter_map(|id| told.remove(id)).collect())
}

/// One group of `organisation`.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: GroupId,
) -> Result<Option<GroupRow>, DbError> {
    Ok(several(tx, organisation, &[id]).await?.pop())
}

/// Who leads which of the groups `ids`, by name.
async fn leads(tx: &mut Tx, ids: &[GroupId]) -> Result<BTreeMap<GroupId, Vec<Named>>, DbError> {
    let rows: Vec<(GroupId, StaffId, String)> = on!(tx, |c| bind_fifty!(
        sqlx::query_as(concat!(
            "SELECT f.group_id, f.staff_id, s.name
               FROM group_facilitators f JOIN staff s ON s.id = f.staff_id
              WHERE f.group_id IN (",
            fifty!(),
            ") ORDER BY s.name, s.id"
        )),
        ids
    )
    .fetch_all(c)
    .await)?;
    let mut leads: BTreeMap<GroupId, Vec<Named>> = BTreeMap::new();
    for (group, staff, name) in rows {
        leads
            .entry(group)
            .or_default()
            .push(Named::new(staff, name));
    }
    Ok(leads)
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
    attended_percent: i64,
    shared: bool,
    youngest: Option<i64>,
    oldest: Option<i64>,
    confirmed_at: Option<Instant>,
    offered: i64,
    waiting: i64,
}

impl StoredGroup {
    fn told(self, facilitators: Vec<Named>, suits: Suits) -> GroupRow {
        let series = self.series_summary.zip(self.series_zone);
        let plan = self.first_date.zip(self.local_time);
        let bands = plan.map_or_else(Vec::new, |(date, time)| bands(&date, &time));
        let free = free_places(self.capacity, self.members + self.offered);
        GroupRow {
            facilitators,
            attended_percent: self.attended_percent,
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
