//! `GET /api/prescriptions/{id}/summary.pdf`: the letter at the end of a course, to who prescribed it.

use axum::extract::State;
use axum::response::Response;
use wellmet_foundation::http::{Path, Problem, Who, pdf};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller};

use crate::Care;

/// A letter on one of the caller's own prescriptions, once it is completed. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/prescriptions/{id}/summary.pdf",
    tag = "care",
    params(("id" = PrescriptionId, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = Problem),
        (status = 409, description = "`not-completed`, `unprintable`", body = Problem),
    )
)]
pub(super) async fn prescription_summary(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PrescriptionId>,
) -> Result<Response, Problem> {
    caller.require(Role::Prescriber)?;
    let file = care.summary_of_prescription(&caller, id).await?;
    Ok(pdf("summary.pdf", file))
}
