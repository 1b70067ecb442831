//! The directory, as rows.

use std::collections::BTreeMap;

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId};

use crate::groups::directory::{DirectoryPage, DirectoryRow, DirectorySearch, PAGE};
use crate::groups::group::{PlaceStatus, SeriesSummary};
use crate::groups::meets::bands;
use crate::groups::{Feature, Suits, TimeBand, suits_store};
use crate::named::Named;
use crate::places::capacity::free_places;

/// What is asked, with the one expression in which the databases differ: on which days of the week
/// `first_date` lies.
macro_rules! search_text {
    ($at_weekend:literal) => {
        concat!(
            "SELECT g.id, g.name, g.organisation_id, o.name AS organisation_name,
                    g.shared_at IS NOT NULL AS shared, g.topic, g.language, g.capacity,
                    g.takes_waiting, g.youngest, g.oldest, g.confirmed_at,
                    (SELECT COUNT(*) FROM memberships m
                      WHERE m.group_id = g.id AND m.status = 'active')
                  + (SELECT COUNT(*) FROM offers f
                      WHERE f.group_id = g.id AND f.status = 'open') AS taken,
                    s.summary, s.zone, s.first_date, s.local_time,
                    (SELECT MIN(n.starts_at) FROM sessions n
                      WHERE n.group_id = g.id AND n.ends_at > $2
                        AND n.state IN ('scheduled', 'preparing', 'started')) AS next_at
               FROM groups g
               JOIN organisations o ON o.id = g.organisation_id
               LEFT JOIN series s ON s.id = (SELECT n.id FROM series n WHERE n.group_id = g.id
                                              ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
              WHERE (g.organisation_id = $1
                     OR (g.shared_at IS NOT NULL
                         AND EXISTS (SELECT 1 FROM partnerships p
                                      WHERE (p.from_organisation_id = $1
                                             AND p.to_organisation_id = g.organisation_id)
                                         OR (p.to_organisation_id = $1
                                             AND p.from_organisation_id = g.organisation_id))))
                AND (LOWER(g.name) LIKE $3 ESCAPE '!' OR LOWER(g.topic) LIKE $3 ESCAPE '!'
                     OR EXISTS (SELECT 1 FROM group_topics t
                                 WHERE t.group_id = g.id AND t.topic LIKE $3 ESCAPE '!'))
                AND ($4 = '' OR g.language = $4
                     OR EXISTS (SELECT 1 FROM group_languages l
                                 WHERE l.group_id = g.id AND l.language = $4))
                AND ($5 = '' OR EXISTS (SELECT 1 FROM group_features f
                                         WHERE f.group_id = g.id AND f.feature = $5))
                AND ($6 < 0 OR (COALESCE(g.youngest, 0) <= $6 AND COALESCE(g.oldest, 200) >= $6))
                AND ($7 = ''
                     OR ($7 = 'weekend' AND ",
            $at_weekend,
            ")
                     OR $7 = CASE WHEN s.local_time < '12:00' THEN 'morning'
                                  WHEN s.local_time < '17:00' THEN 'afternoon'
                                  WHEN s.local_time IS NOT NULL THEN 'evening' ELSE '' END)
                AND ($8 = 0
                     OR g.capacity > (SELECT COUNT(*) FROM memberships m
                                       WHERE m.group_id = g.id AND m.status = 'active')
                                   + (SELECT COUNT(*) FROM offers f
                                       WHERE f.group_id = g.id AND f.status = 'open'))
                AND ($9 = '' OR g.name > $9 OR (g.name = $9 AND g.id > $10))
              ORDER BY g.name, g.id LIMIT $11"
        )
    };
}

/// One page of the groups that `organisation` can see and that are looked for.
pub(crate) async fn search(
    tx: &mut Tx,
    organisation: OrganisationId,
    search: &DirectorySearch,
    now: Instant,
) -> Result<DirectoryPage, DbError> {
    let (after_name, after) = after(tx, search.after).await?;
    let text = match tx.connection() {
        Connection::Sqlite(_) => search_text!("strftime('%w', s.first_date) IN ('0', '6')"),
        Connection::Postgres(_) => {
            search_text!("EXTRACT(ISODOW FROM CAST(s.first_date AS DATE)) IN (6, 7)")
        }
    };
    let mut stored: Vec<StoredRow> = on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(now)
        .bind(pattern(search.words.as_deref()))
        .bind(search.language.as_deref().unwrap_or_default())
        .bind(search.feature.map_or("", Feature::code))
        .bind(search.age.unwrap_or(-1))
        .bind(search.time.map_or("", TimeBand::code))
        .bind(i64::from(search.free_only))
        .bind(&after_name)
        .bind(after)
        .bind(PAGE + 1)
        .fetch_all(c)
        .await)?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = stored.len() > page;
    stored.truncate(page);
    let mut suits = suits(tx, &stored).await?;
    let items = stored.into_iter().map(|row| {
        let suits = suits.remove(&row.id).unwrap_or_default();
        row.told(organisation, suits)
    });
    Ok(DirectoryPage {
        items: items.collect(),
        more,
    })
}

/// Where a page begins: the name and the id of the last group of the page before it.
async fn after(tx: &mut Tx, id: Option<GroupId>) -> Result<(String, GroupId), DbError> {
    let nowhere = (String::new(), GroupId::from(uuid::Uuid::nil()));
    let Some(id) = id else {
        return Ok(nowhere);
    };
    let name: Option<String> = on!(tx, |c| sqlx::query_scalar(
        "SELECT name FROM groups WHERE id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(name.map_or(nowhere, |name| (name, id)))
}

/// What LIKE finds `words` by, wherever they stand.
fn pattern(words: Option<&str>) -> String {
    let words = words.unwrap_or_default().to_lowercase();
    let escaped = words
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

async fn suits(tx: &mut Tx, rows: &[StoredRow]) -> Result<BTreeMap<GroupId, Suits>, DbError> {
    let mut organisations: Vec<_> = rows.iter().map(|row| row.organisation_id).collect();
    organisations.sort_unstable();
    organisations.dedup();
    let mut found = BTreeMap::new();
    for organisation in organisations {
        found.extend(suits_store::of_organisation(tx, organisation).await?);
    }
    Ok(found)
}

#[derive(Debug, sqlx::FromRow)]
struct StoredRow {
    id: GroupId,
    name: String,
    organisation_id: OrganisationId,
    organisation_name: String,
    shared: bool,
    topic: String,
    language: String,
    capacity: i64,
    takes_waiting: bool,
    youngest: Option<i64>,
    oldest: Option<i64>,
    confirmed_at: Option<Instant>,
    taken: i64,
    summary: Option<String>,
    zone: Option<String>,
    first_date: Option<String>,
    local_time: Option<String>,
    next_at: Option<Instant>,
}

impl StoredRow {
    fn told(self, reader: OrganisationId, suits: Suits) -> DirectoryRow {
        let plan = self.first_date.zip(self.local_time);
        let bands = plan.map_or_else(Vec::new, |(date, time)| bands(&date, &time));
        let free = free_places(self.capacity, self.taken);
        let series = self.summary.zip(self.zone);
        DirectoryRow {
            id: self.id,
            name: self.name,
            own: self.organisation_id == reader,
            organisation: Named::new(self.organisation_id, self.organisation_name),
            shared: self.shared,
            topic: self.topic,
            language: self.language,
            suits: Suits {
                youngest: self.youngest,
                oldest: self.oldest,
                ..suits
            },
            place_status: PlaceStatus::of(free, self.takes_waiting),
            series: series.map(|(summary, zone)| SeriesSummary {
                summary,
                zone,
                bands,
            }),
            next_at: self.next_at,
            confirmed_at: self.confirmed_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_found_as_it_is() {
        assert_eq!(pattern(Some("100% Fit_!")), "%100!% fit!_!!%");
        assert_eq!(pattern(None), "%%");
    }
}
