//! `POST /api/incidents/{id}/close`: nothing more is to follow from an incident.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{IncidentId, Role, StaffCaller};

use crate::Care;

/// What was done, and why nothing more has to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CloseIncident {
    #[schema(value_type = String)]
    reason: Pii<String>,
}

/// Closes an incident, and the task that was to follow from it.
#[utoipa::path(
    post,
    path = "/api/incidents/{id}/close",
    tag = "care",
    params(("id" = IncidentId, Path)),
    request_body = CloseIncident,
    responses(
        (status = 204),
        (status = 403, description = "`not-allowed`: somebody else looks after the patient", body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "`already-settled`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn close_incident(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<IncidentId>,
    Json(input): Json<CloseIncident>,
) -> Result<StatusCode, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    care.close_incident(&caller, id, &input.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
