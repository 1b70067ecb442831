//! `audit_chains`, and the seals in `audit`.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::OrganisationId;

use crate::chain::{Line, Link, SealedLine};

/// The organisations whose trail has lines without a seal.
pub(crate) async fn with_unsealed_lines(tx: &mut Tx) -> Result<Vec<OrganisationId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT DISTINCT organisation_id FROM audit WHERE hash IS NULL ORDER BY organisation_id"
    )
    .fetch_all(c)
    .await)
}

/// Leases the organisation's chain until `until`, and gives its end; `None` while another sealer
/// has it.
pub(crate) async fn claim(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Instant,
    until: Instant,
) -> Result<Option<Link>, DbError> {
    let genesis = Link::genesis();
    on!(tx, |c| sqlx::query_as(
        "INSERT INTO audit_chains (organisation_id, sequence, hash, claimed_until)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (organisation_id) DO UPDATE SET claimed_until = $4
          WHERE audit_chains.claimed_until <= $5
         RETURNING sequence, hash"
    )
    .bind(organisation)
    .bind(genesis.sequence)
    .bind(genesis.hash)
    .bind(until)
    .bind(now)
    .fetch_optional(c)
    .await)
}

/// The oldest lines without a seal.
pub(crate) async fn unsealed(
    tx: &mut Tx,
    organisation: OrganisationId,
    limit: i64,
) -> Result<Vec<Line>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, organisation_id, recorded_at, actor_kind, actor_id, action,
                subject_kind, subject_id, reason, items
           FROM audit WHERE organisation_id = $1 AND hash IS NULL ORDER BY id LIMIT $2"
    )
    .bind(organisation)
    .bind(limit)
    .fetch_all(c)
    .await)
}

/// Writes a line's seal, once.
pub(crate) async fn write_seal(tx: &mut Tx, sealed: &SealedLine) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE audit SET sequence = $3, previous_hash = $4, hash = $5
          WHERE id = $1 AND organisation_id = $2 AND hash IS NULL"
    )
    .bind(sealed.line.id)
    .bind(sealed.line.organisation_id)
    .bind(sealed.sequence)
    .bind(&sealed.previous_hash)
    .bind(&sealed.hash)
    .execute(c)
    .await
    .map(drop))
}

/// Moves the chain's end from `start` to `end` and gives the lease back; false when the lease was
/// lost, and then nothing may be committed.
pub(crate) async fn advance(
    tx: &mut Tx,
    organisation: OrganisationId,
    lease: Instant,
    start: &Link,
    end: &Link,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE audit_chains SET sequence = $4, hash = $5, claimed_until = 0
          WHERE organisation_id = $1 AND claimed_until = $2 AND sequence = $3"
    )
    .bind(organisation)
    .bind(lease)
    .bind(start.sequence)
    .bind(end.sequence)
    .bind(&end.hash)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Where the organisation's chain ends; `None` before the first seal.
pub(crate) async fn end(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Option<Link>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT sequence, hash FROM audit_chains WHERE organisation_id = $1"
    )
    .bind(organisation)
    .fetch_optional(c)
    .await)
}

/// The sealed lines after place `sequence`, in the chain's order.
pub(crate) async fn sealed_after(
    tx: &mut Tx,
    organisation: OrganisationId,
    sequence: i64,
    limit: i64,
) -> Result<Vec<SealedLine>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, organisation_id, recorded_at, actor_kind, actor_id, action,
                subject_kind, subject_id, reason, items, sequence, previous_hash, hash
           FROM audit WHERE organisation_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"
    )
    .bind(organisation)
    .bind(sequence)
    .bind(limit)
    .fetch_all(c)
    .await)
}
