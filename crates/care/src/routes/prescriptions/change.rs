//! `POST /api/prescriptions/{id}/change`: a prescriber changes what they prescribed.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller};

use crate::Care;
use crate::prescriptions::change::PrescriptionChange;
use crate::prescriptions::detail::detail;
use crate::prescriptions::prescription::PrescriptionDetail;

/// Changes a prescription that is not over. To whom it goes changes only while nobody has decided
/// on it. Whoever received it is told what is different.
#[utoipa::path(
    post,
    path = "/api/prescriptions/{id}/change",
    tag = "care",
    params(("id" = PrescriptionId, Path)),
    request_body = PrescriptionChange,
    responses(
        (status = 200, body = PrescriptionDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since` or `prescription-over`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn change_prescription(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PrescriptionId>,
    Json(change): Json<PrescriptionChange>,
) -> Result<Json<PrescriptionDetail>, Problem> {
    caller.require(Role::Prescriber)?;
    care.change_prescription(&caller, id, &change).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
