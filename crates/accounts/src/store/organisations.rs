//! `organisations`.

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
