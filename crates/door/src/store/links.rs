//! Door links: one row per membership and generation.

use wellmet_foundation::db::Connection;
use wellmet_foundation::secret::TokenHash;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{GroupId, MembershipId, OrganisationId, StaffId};

/// A link, and what decides whether it opens.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct LinkRow {
    #[sqlx(rename = "membership_id")]
    pub(crate) membership: MembershipId,
    pub(crate) generation: i64,
    pub(crate) token_hash: TokenHash,
    pub(crate) revoked_at: Option<Instant>,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    pub(crate) membership_ended_at: Option<Instant>,
    /// The end of the group's last session; `None` while none is scheduled.
    pub(crate) last_session_ends_at: Option<Instant>,
}

macro_rules! links {
    () => {
        "SELECT l.membership_id, l.generation, l.token_hash, l.revoked_at, m.organisation_id,
                m.group_id, m.ended_at AS membership_ended_at,
                (SELECT MAX(s.ends_at) FROM sessions s WHERE s.group_id = m.group_id)
                    AS last_session_ends_at
           FROM door_links l JOIN memberships m ON m.id = l.membership_id "
    };
}

/// The link whose token has this hash.
pub(crate) async fn by_hash(tx: &mut Tx, hash: &TokenHash) -> Result<Option<LinkRow>, DbError> {
    on!(tx, |c| sqlx::query_as(concat!(
        links!(),
        "WHERE l.token_hash = $1"
    ))
    .bind(hash)
    .fetch_optional(c)
    .await)
}

/// The newest link of a membership of `organisation`, live or not.
pub(crate) async fn newest(
    tx: &mut Tx,
    organisation: OrganisationId,
    membership: MembershipId,
) -> Result<Option<LinkRow>, DbError> {
    on!(tx, |c| sqlx::query_as(concat!(
        links!(),
        "WHERE m.organisation_id = $1 AND l.membership_id = $2
         ORDER BY l.generation DESC LIMIT 1"
    ))
    .bind(organisation)
    .bind(membership)
    .fetch_optional(c)
    .await)
}

/// Locks a membership of `organisation`, so that its links are replaced and revoked one by one;
/// says whether it exists.
///
/// Read the newest link only after it: a revocation that read before a reissue would end the old
/// link and leave the new one in force.
pub(crate) async fn lock_membership(
    tx: &mut Tx,
    organisation: OrganisationId,
    membership: MembershipId,
) -> Result<bool, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is. On
    // PostgreSQL a full FOR UPDATE would also keep out who joins: their new device refers to this
    // row while they hold the link, and each would wait for the other.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "SELECT id FROM memberships WHERE organisation_id = $1 AND id = $2"
        }
        Connection::Postgres(_) => {
            "SELECT id FROM memberships WHERE organisation_id = $1 AND id = $2 FOR NO KEY UPDATE"
        }
    };
    let found: Option<MembershipId> = on!(tx, |c| sqlx::query_scalar(text)
        .bind(organisation)
        .bind(membership)
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

/// Writes a link; one that stands already stays as it is, revoked or not.
pub(crate) async fn ensure(
    tx: &mut Tx,
    membership: MembershipId,
    generation: i64,
    hash: &TokenHash,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO door_links (membership_id, generation, token_hash, created_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (membership_id, generation) DO NOTHING"
    )
    .bind(membership)
    .bind(generation)
    .bind(hash)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Keeps the link from being revoked until `tx` ends; says whether it still was in force.
///
/// Everything a device does holds its link first, so no admission can slip past a revocation.
pub(crate) async fn hold(
    tx: &mut Tx,
    membership: MembershipId,
    generation: i64,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE door_links SET created_at = created_at
          WHERE membership_id = $1 AND generation = $2 AND revoked_at IS NULL"
    )
    .bind(membership)
    .bind(generation)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Revokes a link in force; says whether it was.
pub(crate) async fn revoke(
    tx: &mut Tx,
    membership: MembershipId,
    generation: i64,
    by: StaffId,
    reason: &str,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE door_links SET revoked_at = $3, revoked_by = $4, revoke_reason = $5
          WHERE membership_id = $1 AND generation = $2 AND revoked_at IS NULL"
    )
    .bind(membership)
    .bind(generation)
    .bind(now)
    .bind(by)
    .bind(reason)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}
