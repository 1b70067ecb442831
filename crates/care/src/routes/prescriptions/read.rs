//! `GET /api/prescriptions/{id}`: one prescription, to the prescriber who wrote it.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller};

use crate::Care;
use crate::prescriptions::detail::detail;
use crate::prescriptions::prescription::PrescriptionDetail;

/// One of the caller's own prescriptions. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/prescriptions/{id}",
    tag = "care",
    params(("id" = PrescriptionId, Path)),
    responses(
        (status = 200, body = PrescriptionDetail),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_prescription(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PrescriptionId>,
) -> Result<Json<PrescriptionDetail>, Problem> {
    caller.require(Role::Prescriber)?;
    let detail = detail(&care, &caller, id).await?;
    care.record_reading(&caller, "prescription", id).await?;
    Ok(Json(detail))
}
