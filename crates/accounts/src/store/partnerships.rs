//! `partnerships`: who may refer patients to whom.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::OrganisationId;

use super::organisations::Organisation;

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

/// Another organisation that works together with the reader's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct Partnership {
    /// Which organisation.
    pub(crate) id: OrganisationId,
    /// What it calls itself.
    pub(crate) name: String,
    /// Since when the reader's organisation refers patients to it; missing where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to_them_since: Option<Instant>,
    /// Since when it refers patients to the reader's organisation; missing where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from_them_since: Option<Instant>,
}

/// Whom `organisation` works together with, in either direction, by name.
pub(crate) async fn of(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<Partnership>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT o.id, o.name, t.created_at AS to_them_since, f.created_at AS from_them_since
           FROM organisations o
           LEFT JOIN partnerships t
                  ON t.from_organisation_id = $1 AND t.to_organisation_id = o.id
           LEFT JOIN partnerships f
                  ON f.to_organisation_id = $1 AND f.from_organisation_id = o.id
          WHERE t.created_at IS NOT NULL OR f.created_at IS NOT NULL
          ORDER BY o.name, o.id"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)
}

/// Ends that `from` may refer patients to `to`; says whether it could.
pub(crate) async fn part(
    tx: &mut Tx,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "DELETE FROM partnerships WHERE from_organisation_id = $1 AND to_organisation_id = $2"
    )
    .bind(from)
    .bind(to)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}
