//! `POST /api/flags/{id}/lift`: there is no more cause for concern.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{FlagId, Role, StaffCaller};

use crate::Care;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct LiftFlag {
    #[schema(value_type = String)]
    reason: Pii<String>,
}

/// Lifts a flag. It stays on record with the reason.
#[utoipa::path(
    post,
    path = "/api/flags/{id}/lift",
    tag = "care",
    params(("id" = FlagId, Path)),
    request_body = LiftFlag,
    responses(
        (status = 204),
        (status = 403, description = "`not-allowed`: somebody else looks after the patient", body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "`already-settled`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn lift_flag(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<FlagId>,
    Json(input): Json<LiftFlag>,
) -> Result<StatusCode, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    care.lift_flag(&caller, id, &input.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
