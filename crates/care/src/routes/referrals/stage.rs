//! `POST /api/referrals/{id}/stage`: a link worker notes how far the work has come.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::detail;
use crate::Care;
use crate::referrals::assign::NotedStage;
use crate::referrals::referral::ReferralDetail;

/// A stage, and what the page showed.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NoteStage {
    stage: NotedStage,
    #[serde(default)]
    version: Option<i64>,
}

/// Notes that the patient is in touch, or no longer is.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/stage",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = NoteStage,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`, `not-now`", body = Problem),
    )
)]
pub(super) async fn note_stage(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(input): Json<NoteStage>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.note_stage(&caller, id, input.stage, input.version)
        .await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
