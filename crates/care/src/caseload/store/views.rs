//! Kept views: each person's own.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{StaffCaller, StaffId, ViewId};

use crate::caseload::search::Filters;
use crate::caseload::view::View;

/// Keeps a view of the caller's; one of the same name is replaced.
pub(crate) async fn keep(
    tx: &mut Tx,
    id: ViewId,
    caller: &StaffCaller,
    name: &str,
    filters: &Filters,
    now: Instant,
) -> Result<(), DbError> {
    let query = serde_json::to_string(filters).map_err(|error| DbError::Encode(error.into()))?;
    on!(tx, |c| sqlx::query(
        "INSERT INTO caseload_views (id, organisation_id, staff_id, name, query, kept_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (staff_id, name) DO UPDATE SET query = $5, kept_at = $6"
    )
    .bind(id)
    .bind(caller.organisation)
    .bind(caller.staff)
    .bind(name)
    .bind(&query)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

pub(crate) async fn count(tx: &mut Tx, staff: StaffId) -> Result<i64, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM caseload_views WHERE staff_id = $1"
    )
    .bind(staff)
    .fetch_one(c)
    .await)
}

/// The views the caller keeps, by name.
pub(crate) async fn list(tx: &mut Tx, caller: &StaffCaller) -> Result<Vec<View>, DbError> {
    let rows: Vec<(ViewId, String, String)> = on!(tx, |c| sqlx::query_as(
        "SELECT id, name, query FROM caseload_views
          WHERE organisation_id = $1 AND staff_id = $2 ORDER BY name"
    )
    .bind(caller.organisation)
    .bind(caller.staff)
    .fetch_all(c)
    .await)?;
    // A view of a former version that can no longer be read shows everything.
    let view = |(id, name, query): (ViewId, String, String)| View {
        id,
        name,
        filters: serde_json::from_str(&query).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Removes a view of the caller's, and says whether there was one.
pub(crate) async fn remove(tx: &mut Tx, caller: &StaffCaller, id: ViewId) -> Result<bool, DbError> {
    let found: Option<ViewId> = on!(tx, |c| sqlx::query_scalar(
        "DELETE FROM caseload_views WHERE staff_id = $1 AND id = $2 RETURNING id"
    )
    .bind(caller.staff)
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}
