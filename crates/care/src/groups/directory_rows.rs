//! The directory, as rows.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId};

use crate::groups::directory::{DirectoryPage, DirectoryRow, DirectorySearch};
use crate::groups::fifty::{PAGE, bind_fifty, fifty};
use crate::groups::group::{PlaceStatus, SeriesSummary};
use crate::groups::meets::bands;
use crate::groups::rows::place;
use crate::groups::search::Words;
use crate::groups::{Feature, Suits, TimeBand, suits_store};
use crate::named::Named;
use crate::places::capacity::free_places;

/// Which groups are found, with the one expression in which the databases differ: on which days of
/// the week `first_date` lies.
macro_rules! search_text {
    ($at_weekend:literal) => {
        concat!(
            "SELECT g.id FROM groups g
              WHERE g.organisation_id IN (
                        SELECT id FROM organisations WHERE id = $1
                        UNION SELECT to_organisation_id FROM partnerships
                               WHERE from_organisation_id = $1
                        UNION SELECT from_organisation_id FROM partnerships
                               WHERE to_organisation_id = $1)
                AND (g.organisation_id = $1 OR g.shared_at IS NOT NULL)
                AND g.search_words LIKE $2 AND g.search_words LIKE $11 AND g.search_words LIKE $12
                AND ($3 = '' OR g.language = $3
                     OR EXISTS (SELECT 1 FROM group_languages l
                                 WHERE l.group_id = g.id AND l.language = $3))
                AND ($4 = '' OR EXISTS (SELECT 1 FROM group_features f
                                         WHERE f.group_id = g.id AND f.feature = $4))
                AND ($5 < 0 OR (COALESCE(g.youngest, 0) <= $5 AND COALESCE(g.oldest, 200) >= $5))
                AND ($6 = '' OR EXISTS (
                        SELECT 1 FROM series s
                         WHERE s.id = (SELECT n.id FROM series n WHERE n.group_id = g.id
                                        ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
                           AND (($6 = 'weekend' AND ",
            $at_weekend,
            ")
                                OR $6 = CASE WHEN s.local_time < '12:00' THEN 'morning'
                                             WHEN s.local_time < '17:00' THEN 'afternoon'
                                             ELSE 'evening' END)))
                AND ($7 = 0
                     OR g.capacity > (SELECT COUNT(*) FROM memberships m
                                       WHERE m.group_id = g.id AND m.status = 'active')
                                   + (SELECT COUNT(*) FROM offers f
                                       WHERE f.group_id = g.id AND f.status = 'open'))
                AND (g.name, g.id) > ($8, $9)
              ORDER BY g.name, g.id LIMIT $10"
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
    let mut ids = found(tx, organisation, search).await?;
    let more = ids.len() > PAGE;
    ids.truncate(PAGE);
    let mut suits = suits_store::of_groups(tx, &ids).await?;
    let items = several(tx, &ids, now).await?.into_iter().map(|row| {
        let suits = suits.remove(&row.id).unwrap_or_default();
        row.told(organisation, suits)
    });
    Ok(DirectoryPage {
        items: items.collect(),
        more,
    })
}

/// The groups of one page and one more, if there is a further page: by name.
async fn found(
    tx: &mut Tx,
    organisation: OrganisationId,
    search: &DirectorySearch,
) -> Result<Vec<GroupId>, DbError> {
    let (after_name, after) = place(tx, search.after).await?;
    let text = match tx.connection() {
        Connection::Sqlite(_) => search_text!("strftime('%w', s.first_date) IN ('0', '6')"),
        Connection::Postgres(_) => {
            search_text!("EXTRACT(ISODOW FROM CAST(s.first_date AS DATE)) IN (6, 7)")
        }
    };
    let [one, two, rest] = Words::of(search.words.as_deref()).patterns();
    on!(tx, |c| sqlx::query_scalar(text)
        .bind(organisation)
        .bind(one)
        .bind(search.language.as_deref().unwrap_or_default())
        .bind(search.feature.map_or("", Feature::code))
        .bind(search.age.unwrap_or(-1))
        .bind(search.time.map_or("", TimeBand::code))
        .bind(i64::from(search.free_only))
        .bind(&after_name)
        .bind(after)
        .bind(i64::try_from(PAGE).unwrap_or(i64::MAX) + 1)
        .bind(two)
        .bind(rest)
        .fetch_all(c)
        .await)
}

/// The rows of the groups `ids`, by name.
async fn several(tx: &mut Tx, ids: &[GroupId], now: Instant) -> Result<Vec<StoredRow>, DbError> {
    on!(tx, |c| bind_fifty!(
        sqlx::query_as(concat!(
            "SELECT g.id, g.name, g.organisation_id, o.name AS organisation_name,
                    g.shared_at IS NOT NULL AS shared, g.topic, g.language, g.capacity,
                    g.takes_waiting, g.youngest, g.oldest, g.confirmed_at,
                    (SELECT COUNT(*) FROM memberships m
                      WHERE m.group_id = g.id AND m.status = 'active')
                  + (SELECT COUNT(*) FROM offers f
                      WHERE f.group_id = g.id AND f.status = 'open') AS taken,
                    s.summary, s.zone, s.first_date, s.local_time,
                    (SELECT MIN(n.starts_at) FROM sessions n
                      WHERE n.organisation_id = g.organisation_id AND n.group_id = g.id
                        AND n.state IN ('scheduled', 'preparing', 'started')
                        AND n.ends_at > $51) AS next_at
               FROM groups g
               JOIN organisations o ON o.id = g.organisation_id
               LEFT JOIN series s ON s.id = (SELECT n.id FROM series n WHERE n.group_id = g.id
                                              ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
              WHERE g.id IN (",
            fifty!(),
            ") ORDER BY g.name, g.id"
        )),
        ids
    )
    .bind(now)
    .fetch_all(c)
    .await)
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
