//! `POST /api/referrals/{id}/incidents`: something went wrong.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::Care;
use crate::caseload::concern::NewIncident;

/// Records an incident. What is to follow from it becomes a task.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/incidents",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = NewIncident,
    responses(
        (status = 204),
        (status = 403, description = "`not-allowed`: somebody else looks after the patient", body = Problem),
        (status = 404, body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn record_incident(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(input): Json<NewIncident>,
) -> Result<StatusCode, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    care.record_incident(&caller, id, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}
