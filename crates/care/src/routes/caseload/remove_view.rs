//! `POST /api/caseload-views/{id}/remove`: the caller has no more use for a view.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Path, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, ViewId};

use crate::Care;
use crate::caseload::store::views;

/// Removes one of the caller's views.
#[utoipa::path(
    post,
    path = "/api/caseload-views/{id}/remove",
    tag = "care",
    params(("id" = ViewId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn remove_view(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ViewId>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.write().await?;
    if !views::remove(&mut tx, &caller, id).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
