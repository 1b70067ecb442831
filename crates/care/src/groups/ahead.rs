//! When groups meet next.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, SessionId};

use crate::groups::fifty::{bind_fifty, fifty};

/// When a group meets next.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct NextSession {
    pub(crate) id: SessionId,
    pub(crate) starts_at: Instant,
    /// IANA name.
    pub(crate) zone: String,
}

/// The first session that is not over of each of the groups `ids`, a page at most.
pub(crate) async fn next_sessions(
    tx: &mut Tx,
    ids: &[GroupId],
    now: Instant,
) -> Result<BTreeMap<GroupId, NextSession>, DbError> {
    let rows: Vec<(GroupId, SessionId, Instant, String)> = on!(tx, |c| bind_fifty!(
        sqlx::query_as(concat!(
            "SELECT s.group_id, s.id, s.starts_at, s.zone
               FROM groups g
               JOIN sessions s ON s.organisation_id = g.organisation_id AND s.group_id = g.id
              WHERE g.id IN (",
            fifty!(),
            ") AND s.state IN ('scheduled', 'preparing', 'started') AND s.ends_at > $51
              ORDER BY s.starts_at, s.id"
        )),
        ids
    )
    .bind(now)
    .fetch_all(c)
    .await)?;
    let mut next = BTreeMap::new();
    for (group, id, starts_at, zone) in rows {
        next.entry(group).or_insert(NextSession {
            id,
            starts_at,
            zone,
        });
    }
    Ok(next)
}
