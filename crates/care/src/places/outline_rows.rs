//! Outlines, as rows: a handful of texts for all groups of an organisation, each over an index
//! that holds only what counts now.

use std::collections::BTreeMap;

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId};

use crate::groups::meets::bands;
use crate::groups::{Feature, Suits};
use crate::places::outline::Outline;
use crate::places::wishes::Wishes;

/// The groups of `organisation`, by name. Of what they suit, only what is wished for is read.
pub(crate) async fn of_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
    wishes: &Wishes,
    now: Instant,
) -> Result<Vec<Outline>, DbError> {
    let rows = rows(tx, organisation).await?;
    let mut counts = Counts {
        members: count(tx, MEMBERS, organisation).await?,
        offered: count(tx, OFFERED, organisation).await?,
        waiting: count(tx, WAITING, organisation).await?,
        sessions: sessions_ahead(tx, organisation, now).await?,
        suits: suits(tx, organisation, wishes).await?,
    };
    Ok(rows.into_iter().map(|row| row.told(&mut counts)).collect())
}

/// How many there are of something, by group; groups without any are missing.
type Counted = BTreeMap<GroupId, i64>;

/// What is told of groups beside their rows.
struct Counts {
    members: Counted,
    offered: Counted,
    waiting: Counted,
    sessions: Counted,
    suits: BTreeMap<GroupId, Suits>,
}

async fn rows(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Row>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT g.id, g.topic, g.language, g.capacity, g.takes_waiting, g.youngest, g.oldest,
                g.search_words, g.confirmed_at, s.first_date, s.local_time,
                EXISTS (SELECT 1 FROM group_facilitators f WHERE f.group_id = g.id) AS led
           FROM groups g
           LEFT JOIN series s ON s.id = (SELECT n.id FROM series n WHERE n.group_id = g.id
                                          ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
          WHERE g.organisation_id = $1 ORDER BY g.name, g.id"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)
}

const MEMBERS: &str = "SELECT group_id, COUNT(*) FROM memberships
                        WHERE organisation_id = $1 AND status = 'active' GROUP BY group_id";
const OFFERED: &str = "SELECT group_id, COUNT(*) FROM offers
                        WHERE organisation_id = $1 AND status = 'open' GROUP BY group_id";
const WAITING: &str = "SELECT group_id, COUNT(*) FROM waitlist
                        WHERE organisation_id = $1 AND left_at IS NULL GROUP BY group_id";

async fn count(
    tx: &mut Tx,
    text: &'static str,
    organisation: OrganisationId,
) -> Result<Counted, DbError> {
    let counted: Vec<(GroupId, i64)> = on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .fetch_all(c)
        .await)?;
    Ok(counted.into_iter().collect())
}

async fn sessions_ahead(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Instant,
) -> Result<Counted, DbError> {
    let counted: Vec<(GroupId, i64)> = on!(tx, |c| sqlx::query_as(
        "SELECT group_id, COUNT(*) FROM sessions
          WHERE organisation_id = $1 AND state IN ('scheduled', 'preparing', 'started')
            AND ends_at > $2
          GROUP BY group_id"
    )
    .bind(organisation)
    .bind(now)
    .fetch_all(c)
    .await)?;
    Ok(counted.into_iter().collect())
}

async fn suits(
    tx: &mut Tx,
    organisation: OrganisationId,
    wishes: &Wishes,
) -> Result<BTreeMap<GroupId, Suits>, DbError> {
    let mut found: BTreeMap<GroupId, Suits> = BTreeMap::new();
    if let Some(topic) = &wishes.topic {
        let rows: Vec<(GroupId, String)> = on!(tx, |c| sqlx::query_as(
            "SELECT t.group_id, t.topic FROM groups g JOIN group_topics t ON t.group_id = g.id
              WHERE g.organisation_id = $1 AND t.topic = $2"
        )
        .bind(organisation)
        .bind(topic)
        .fetch_all(c)
        .await)?;
        for (group, topic) in rows {
            found.entry(group).or_default().topics.push(topic);
        }
    }
    if wishes.language.is_some() {
        let rows: Vec<(GroupId, String)> = on!(tx, |c| {
            sqlx::query_as(
                "SELECT l.group_id, l.language
                   FROM groups g JOIN group_languages l ON l.group_id = g.id
                  WHERE g.organisation_id = $1 ORDER BY l.language",
            )
            .bind(organisation)
            .fetch_all(c)
            .await
        })?;
        for (group, language) in rows {
            found.entry(group).or_default().languages.push(language);
        }
    }
    for feature in &wishes.features {
        let rows: Vec<(GroupId, Feature)> = on!(tx, |c| {
            sqlx::query_as(
            "SELECT f.group_id, f.feature FROM groups g JOIN group_features f ON f.group_id = g.id
              WHERE g.organisation_id = $1 AND f.feature = $2"
        )
        .bind(organisation)
        .bind(feature)
        .fetch_all(c)
        .await
        })?;
        for (group, feature) in rows {
            found.entry(group).or_default().features.push(feature);
        }
    }
    Ok(found)
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: GroupId,
    topic: String,
    search_words: String,
    language: String,
    capacity: i64,
    takes_waiting: bool,
    youngest: Option<i64>,
    oldest: Option<i64>,
    confirmed_at: Option<Instant>,
    first_date: Option<String>,
    local_time: Option<String>,
    led: bool,
}

impl Row {
    fn told(self, counts: &mut Counts) -> Outline {
        let of = |counted: &Counted| counted.get(&self.id).copied().unwrap_or(0);
        let plan = self.first_date.zip(self.local_time);
        Outline {
            taken: of(&counts.members) + of(&counts.offered),
            waiting: of(&counts.waiting),
            sessions_ahead: of(&counts.sessions),
            bands: plan.map_or_else(Vec::new, |(date, time)| bands(&date, &time)),
            suits: Suits {
                youngest: self.youngest,
                oldest: self.oldest,
                ..counts.suits.remove(&self.id).unwrap_or_default()
            },
            id: self.id,
            topic: self.topic,
            search_words: self.search_words,
            language: self.language,
            capacity: self.capacity,
            takes_waiting: self.takes_waiting,
            led: self.led,
            confirmed_at: self.confirmed_at,
        }
    }
}
