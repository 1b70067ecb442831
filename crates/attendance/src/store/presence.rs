//! Open intervals of media: the one mutable table.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{MediaIdentity, SessionId};

use super::PersonColumns;
use crate::ids::{NodeId, PresenceId};
use crate::outcome::Person;
use crate::store::evidence::Source;

/// Media that flows for somebody now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Presence {
    pub(crate) id: PresenceId,
    /// The node that carries it.
    pub(crate) node: NodeId,
    pub(crate) session: SessionId,
    pub(crate) person: Person,
    pub(crate) identity: MediaIdentity,
    pub(crate) source: Source,
    pub(crate) since: Instant,
    /// When it was last known to flow.
    pub(crate) heartbeat_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PresenceId,
    node: NodeId,
    session_id: SessionId,
    #[sqlx(flatten)]
    person: PersonColumns,
    identity: MediaIdentity,
    source: Source,
    since: Instant,
    heartbeat_at: Instant,
}

impl TryFrom<Row> for Presence {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            node: row.node,
            session: row.session_id,
            person: row.person.try_into()?,
            identity: row.identity,
            source: row.source,
            since: row.since,
            heartbeat_at: row.heartbeat_at,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Presence>, DbError> {
    rows.into_iter().map(Presence::try_from).collect()
}

/// Opens `presence`; says whether it did. An identity has one open interval at most.
pub(crate) async fn open(tx: &mut Tx, presence: &Presence) -> Result<bool, DbError> {
    let person = PersonColumns::from(presence.person);
    on!(tx, |c| sqlx::query(
        "INSERT INTO presence (id, node, session_id, membership_id, staff_id, identity, source,
                               since, heartbeat_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (identity) DO NOTHING"
    )
    .bind(presence.id)
    .bind(presence.node)
    .bind(presence.session)
    .bind(person.membership_id)
    .bind(person.staff_id)
    .bind(&presence.identity)
    .bind(presence.source)
    .bind(presence.since)
    .bind(presence.heartbeat_at)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Takes an open interval away; says whether it still stood.
pub(crate) async fn remove(tx: &mut Tx, id: PresenceId) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query("DELETE FROM presence WHERE id = $1")
        .bind(id)
        .execute(c)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// The open interval of `identity`.
pub(crate) async fn of_identity(
    tx: &mut Tx,
    identity: &MediaIdentity,
) -> Result<Option<Presence>, DbError> {
    let row: Option<Row> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT id, node, session_id, membership_id, staff_id, identity, source, since, heartbeat_at
           FROM presence WHERE identity = $1"
    )
    .bind(identity)
    .fetch_optional(c)
    .await
    })?;
    row.map(Presence::try_from).transpose()
}

/// The open intervals in `session`.
pub(crate) async fn in_session(tx: &mut Tx, session: SessionId) -> Result<Vec<Presence>, DbError> {
    let rows: Vec<Row> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT id, node, session_id, membership_id, staff_id, identity, source, since, heartbeat_at
           FROM presence WHERE session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await
    })?;
    read(rows)
}

/// The open intervals that `node` carries.
pub(crate) async fn on_node(tx: &mut Tx, node: NodeId) -> Result<Vec<Presence>, DbError> {
    let rows: Vec<Row> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT id, node, session_id, membership_id, staff_id, identity, source, since, heartbeat_at
           FROM presence WHERE node = $1"
    )
    .bind(node)
    .fetch_all(c)
    .await
    })?;
    read(rows)
}

/// The open intervals that nobody keeps alive: of `node` before `born`, of any node before `stale`.
pub(crate) async fn forsaken(
    tx: &mut Tx,
    node: NodeId,
    born: Instant,
    stale: Instant,
) -> Result<Vec<Presence>, DbError> {
    let rows: Vec<Row> = on!(tx, |c| {
        sqlx::query_as(
        "SELECT id, node, session_id, membership_id, staff_id, identity, source, since, heartbeat_at
           FROM presence WHERE (node = $1 AND heartbeat_at < $2) OR heartbeat_at < $3"
    )
    .bind(node)
    .bind(born)
    .bind(stale)
    .fetch_all(c)
    .await
    })?;
    read(rows)
}

/// The heartbeat: everything that `node` carries in this life still flows at `now`.
pub(crate) async fn beat(
    tx: &mut Tx,
    node: NodeId,
    born: Instant,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE presence SET heartbeat_at = $3 WHERE node = $1 AND heartbeat_at >= $2"
    )
    .bind(node)
    .bind(born)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Takes the heartbeat back from an interval of which nothing was seen.
pub(crate) async fn hold_back(
    tx: &mut Tx,
    id: PresenceId,
    heartbeat_at: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE presence SET heartbeat_at = $2 WHERE id = $1"
    )
    .bind(id)
    .bind(heartbeat_at)
    .execute(c)
    .await
    .map(drop))
}
