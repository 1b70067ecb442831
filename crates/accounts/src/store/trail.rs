//! Reading `audit`.

use uuid::Uuid;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::OrganisationId;

/// One line of the trail, with its actor's name where the actor is of this organisation's staff.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct TrailLine {
    pub(crate) id: Uuid,
    pub(crate) recorded_at: Instant,
    pub(crate) actor_kind: String,
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) actor_name: Option<Pii<String>>,
    pub(crate) action: String,
    pub(crate) subject_kind: String,
    pub(crate) subject_id: Option<Uuid>,
    pub(crate) reason: Option<String>,
    pub(crate) items: Option<i64>,
}

/// The organisation's newest lines before line `before`, newest first.
pub(crate) async fn page(
    tx: &mut Tx,
    organisation: OrganisationId,
    before: Uuid,
    limit: i64,
) -> Result<Vec<TrailLine>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT a.id, a.recorded_at, a.actor_kind, a.actor_id, s.name AS actor_name, a.action,
                a.subject_kind, a.subject_id, a.reason, a.items
           FROM audit a
           LEFT JOIN staff s ON s.id = a.actor_id AND s.organisation_id = a.organisation_id
          WHERE a.organisation_id = $1 AND a.id < $2
          ORDER BY a.id DESC LIMIT $3"
    )
    .bind(organisation)
    .bind(before)
    .bind(limit)
    .fetch_all(c)
    .await)
}
