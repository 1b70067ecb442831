//! `POST /api/patient-merges/{id}/undo`: they were two people after all.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PatientMergeId, Role, StaffCaller};

use super::read::{PatientPage, page};
use crate::Care;

/// Makes two cards of one again, and answers with the one that was kept.
#[utoipa::path(
    post,
    path = "/api/patient-merges/{id}/undo",
    tag = "care",
    params(("id" = PatientMergeId, Path)),
    responses(
        (status = 200, body = PatientPage),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`", body = Problem),
    )
)]
pub(super) async fn undo_merge(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PatientMergeId>,
) -> Result<Json<PatientPage>, Problem> {
    caller.require(Role::Prescriber)?;
    let kept = care.undo_merge(&caller, id).await?;
    Ok(Json(page(&care, &caller, kept).await?))
}
