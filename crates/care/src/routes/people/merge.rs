//! `POST /api/patients/{id}/merge`: two cards turned out to be of one person.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PatientId, Role, StaffCaller};

use super::read::{PatientPage, page};
use crate::Care;
use crate::people::merge::Seen;

/// The other card, and how both looked.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct OtherCard {
    /// The version of the card that is kept, as the page showed it.
    version: i64,
    /// The card that is merged into it.
    other_id: PatientId,
    /// Its version, as the page showed it.
    other_version: i64,
}

/// Merges another card into this one. What was prescribed follows; what this card does not say is
/// filled in from the other. It can be undone.
#[utoipa::path(
    post,
    path = "/api/patients/{id}/merge",
    tag = "care",
    params(("id" = PatientId, Path)),
    request_body = OtherCard,
    responses(
        (status = 200, body = PatientPage),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`", body = Problem),
    )
)]
pub(super) async fn merge_patients(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PatientId>,
    Json(other): Json<OtherCard>,
) -> Result<Json<PatientPage>, Problem> {
    caller.require(Role::Prescriber)?;
    let kept = Seen {
        patient: id,
        version: other.version,
    };
    let merged = Seen {
        patient: other.other_id,
        version: other.other_version,
    };
    care.merge_patients(&caller, kept, merged).await?;
    Ok(Json(page(&care, &caller, id).await?))
}
