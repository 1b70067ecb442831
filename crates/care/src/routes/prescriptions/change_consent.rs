//! `POST /api/prescriptions/{id}/consents`: a patient tells staff another answer.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller};

use crate::Care;
use crate::prescriptions::change_consent::ConsentChange;
use crate::prescriptions::detail::detail;
use crate::prescriptions::prescription::PrescriptionDetail;

/// Records what the patient answers now. It is in force at once: a reason that may no longer cross
/// stands on no referral any more.
#[utoipa::path(
    post,
    path = "/api/prescriptions/{id}/consents",
    tag = "care",
    params(("id" = PrescriptionId, Path)),
    request_body = ConsentChange,
    responses(
        (status = 200, body = PrescriptionDetail),
        (status = 404, body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn change_consent(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PrescriptionId>,
    Json(change): Json<ConsentChange>,
) -> Result<Json<PrescriptionDetail>, Problem> {
    caller.require(Role::Prescriber)?;
    care.change_consent(&caller, id, &change).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
