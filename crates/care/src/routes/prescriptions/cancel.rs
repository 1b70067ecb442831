//! `POST /api/prescriptions/{id}/cancel`: a prescriber takes back what they prescribed.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller};

use crate::Care;
use crate::prescriptions::cancel::PrescriptionCancel;
use crate::prescriptions::detail::detail;
use crate::prescriptions::prescription::PrescriptionDetail;

/// Cancels a prescription that is not over. A place the patient has ends with it, and whoever
/// works with the referral is told.
#[utoipa::path(
    post,
    path = "/api/prescriptions/{id}/cancel",
    tag = "care",
    params(("id" = PrescriptionId, Path)),
    request_body = PrescriptionCancel,
    responses(
        (status = 200, body = PrescriptionDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since` or `prescription-over`", body = Problem),
        (status = 422, description = "A reason is missing", body = Problem),
    )
)]
pub(super) async fn cancel_prescription(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PrescriptionId>,
    Json(cancel): Json<PrescriptionCancel>,
) -> Result<Json<PrescriptionDetail>, Problem> {
    caller.require(Role::Prescriber)?;
    care.cancel_prescription(&caller, id, &cancel).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
