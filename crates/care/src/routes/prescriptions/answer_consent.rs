//! `POST /api/door/consent`: a patient at the door gives or withdraws consent.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::PatientCaller;

use crate::Care;
use crate::prescriptions::consent::ConsentGiven;

/// The answer now in force.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ConsentInForce {
    share_attendance: bool,
}

/// Records whether attendance may be shared with the prescriber, from now on.
#[utoipa::path(
    post,
    path = "/api/door/consent",
    tag = "care",
    request_body = ConsentGiven,
    responses(
        (status = 200, body = ConsentInForce),
        (status = 401, description = "`door-required`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn answer_consent(
    State(care): State<Care>,
    Who(caller): Who<PatientCaller>,
    Json(consent): Json<ConsentGiven>,
) -> Result<Json<ConsentInForce>, Problem> {
    care.answer_consent(&caller, &consent).await?;
    Ok(Json(ConsentInForce {
        share_attendance: consent.share_attendance,
    }))
}
