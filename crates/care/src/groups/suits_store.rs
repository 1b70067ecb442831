//! For whom groups are, as rows.

use std::collections::BTreeMap;

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId};

use crate::groups::suits::{Feature, Suits};

/// Writes what a group suits, in place of what stood there.
pub(crate) async fn replace(tx: &mut Tx, group: GroupId, suits: &Suits) -> Result<(), DbError> {
    for text in [
        "DELETE FROM group_topics WHERE group_id = $1",
        "DELETE FROM group_languages WHERE group_id = $1",
        "DELETE FROM group_features WHERE group_id = $1",
    ] {
        on!(tx, |c| sqlx::query(text)
            .bind(group)
            .execute(c)
            .await
            .map(drop))?;
    }
    for topic in &suits.topics {
        on!(tx, |c| sqlx::query(
            "INSERT INTO group_topics (group_id, topic) VALUES ($1, $2)"
        )
        .bind(group)
        .bind(topic)
        .execute(c)
        .await
        .map(drop))?;
    }
    for language in &suits.languages {
        on!(tx, |c| sqlx::query(
            "INSERT INTO group_languages (group_id, language) VALUES ($1, $2)"
        )
        .bind(group)
        .bind(language)
        .execute(c)
        .await
        .map(drop))?;
    }
    for feature in &suits.features {
        on!(tx, |c| sqlx::query(
            "INSERT INTO group_features (group_id, feature) VALUES ($1, $2)"
        )
        .bind(group)
        .bind(feature)
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// What the groups of `organisation` suit, but for their ages, which stand in the group's row.
pub(crate) async fn of_organisation(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<BTreeMap<GroupId, Suits>, DbError> {
    let mut found: BTreeMap<GroupId, Suits> = BTreeMap::new();
    let topics: Vec<(GroupId, String)> = on!(tx, |c| sqlx::query_as(
        "SELECT t.group_id, t.topic FROM group_topics t JOIN groups g ON g.id = t.group_id
          WHERE g.organisation_id = $1 ORDER BY t.topic"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)?;
    for (group, topic) in topics {
        found.entry(group).or_default().topics.push(topic);
    }
    let languages: Vec<(GroupId, String)> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT l.group_id, l.language FROM group_languages l JOIN groups g ON g.id = l.group_id
          WHERE g.organisation_id = $1 ORDER BY l.language"
    )
    .bind(organisation)
    .fetch_all(c)
    .await
    })?;
    for (group, language) in languages {
        found.entry(group).or_default().languages.push(language);
    }
    let features: Vec<(GroupId, Feature)> = on!(tx, |c| sqlx::query_as(
        "SELECT f.group_id, f.feature FROM group_features f JOIN groups g ON g.id = f.group_id
          WHERE g.organisation_id = $1 ORDER BY f.feature"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)?;
    for (group, feature) in features {
        found.entry(group).or_default().features.push(feature);
    }
    Ok(found)
}

/// What one group suits, but for its ages, which stand in its row.
pub(crate) async fn of_group(tx: &mut Tx, group: GroupId) -> Result<Suits, DbError> {
    Ok(Suits {
        topics: on!(tx, |c| sqlx::query_scalar(
            "SELECT topic FROM group_topics WHERE group_id = $1 ORDER BY topic"
        )
        .bind(group)
        .fetch_all(c)
        .await)?,
        languages: on!(tx, |c| sqlx::query_scalar(
            "SELECT language FROM group_languages WHERE group_id = $1 ORDER BY language"
        )
        .bind(group)
        .fetch_all(c)
        .await)?,
        features: on!(tx, |c| sqlx::query_scalar(
            "SELECT feature FROM group_features WHERE group_id = $1 ORDER BY feature"
        )
        .bind(group)
        .fetch_all(c)
        .await)?,
        ..Suits::default()
    })
}
