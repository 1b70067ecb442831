//! `POST /api/patients/{id}/change`: a prescriber corrects a card.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PatientId, Role, StaffCaller};

use super::read::{PatientPage, page};
use crate::Care;
use crate::people::NewPatient;

/// A card as it shall be.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CardChanged {
    /// The version that the page showed.
    version: i64,
    /// The whole card, with what stays.
    patient: NewPatient,
}

/// Writes a card anew. Referrals that are not over get the new card too.
#[utoipa::path(
    post,
    path = "/api/patients/{id}/change",
    tag = "care",
    params(("id" = PatientId, Path)),
    request_body = CardChanged,
    responses(
        (status = 200, body = PatientPage),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn change_patient(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PatientId>,
    Json(change): Json<CardChanged>,
) -> Result<Json<PatientPage>, Problem> {
    caller.require(Role::Prescriber)?;
    care.change_patient(&caller, id, change.version, &change.patient)
        .await?;
    Ok(Json(page(&care, &caller, id).await?))
}
