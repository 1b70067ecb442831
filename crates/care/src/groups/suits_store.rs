//! For whom groups are, as rows.

use std::collections::BTreeMap;

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::GroupId;

use crate::groups::fifty::{bind_fifty, fifty};
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

/// One column of what groups suit.
macro_rules! select_of_groups {
    ($column:literal, $table:literal) => {
        concat!(
            "SELECT group_id, ",
            $column,
            " FROM ",
            $table,
            " WHERE group_id IN (",
            fifty!(),
            ") ORDER BY ",
            $column
        )
    };
}

/// What the groups `ids`, a page at most, suit, but for their ages, which stand in their rows.
pub(crate) async fn of_groups(
    tx: &mut Tx,
    ids: &[GroupId],
) -> Result<BTreeMap<GroupId, Suits>, DbError> {
    let mut found: BTreeMap<GroupId, Suits> = BTreeMap::new();
    let topics: Vec<(GroupId, String)> = on!(tx, |c| bind_fifty!(
        sqlx::query_as(select_of_groups!("topic", "group_topics")),
        ids
    )
    .fetch_all(c)
    .await)?;
    for (group, topic) in topics {
        found.entry(group).or_default().topics.push(topic);
    }
    let languages: Vec<(GroupId, String)> = on!(tx, |c| bind_fifty!(
        sqlx::query_as(select_of_groups!("language", "group_languages")),
        ids
    )
    .fetch_all(c)
    .await)?;
    for (group, language) in languages {
        found.entry(group).or_default().languages.push(language);
    }
    let features: Vec<(GroupId, Feature)> = on!(tx, |c| bind_fifty!(
        sqlx::query_as(select_of_groups!("feature", "group_features")),
        ids
    )
    .fetch_all(c)
    .await)?;
    for (group, feature) in features {
        found.entry(group).or_default().features.push(feature);
    }
    Ok(found)
}
