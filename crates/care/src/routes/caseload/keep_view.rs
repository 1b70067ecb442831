//! `POST /api/caseload-views`: the caller keeps a way of looking at the caseload.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::caseload::view::NewView;

/// Keeps a view for the caller alone. One of the same name is replaced.
#[utoipa::path(
    post,
    path = "/api/caseload-views",
    tag = "care",
    request_body = NewView,
    responses(
        (status = 204),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn keep_view(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(view): Json<NewView>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::LinkWorker)?;
    care.keep_view(&caller, &view).await?;
    Ok(StatusCode::NO_CONTENT)
}
