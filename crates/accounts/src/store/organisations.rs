//! `organisations` and `partnerships`.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::OrganisationId;

/// An organisation by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct Organisation {
    /// Which one.
    pub(crate) id: OrganisationId,
    /// What it calls itself.
    pub(crate) name: String,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    organisation: &Organisation,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, $3)"
    )
    .bind(organisation.id)
    .bind(&organisation.name)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// The organisation made first.
pub(crate) async fn first(tx: &mut Tx) -> Result<Option<OrganisationId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM organisations ORDER BY id LIMIT 1"
    )
    .fetch_optional(c)
    .await)
}

/// Every organisation, the oldest first.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Organisation>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, name FROM organisations ORDER BY id"
    )
    .fetch_all(c)
    .await)
}

/// Lets `from` refer patients to `to`; a partnership that stands already stays.
pub(crate) async fn join(
    tx: &mut Tx,
    from: OrganisationId,
    to: OrganisationId,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO partnerships (from_organisation_id, to_organisation_id, created_at)
         VALUES ($1, $2, $3)
         ON CONFLICT (from_organisation_id, to_organisation_id) DO NOTHING"
    )
    .bind(from)
    .bind(to)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Whom `organisation` may refer patients to, by name.
pub(crate) async fn partners(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<Organisation>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT o.id, o.name
           FROM partnerships p JOIN organisations o ON o.id = p.to_organisation_id
          WHERE p.from_organisation_id = $1 ORDER BY o.name, o.id"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)
}
