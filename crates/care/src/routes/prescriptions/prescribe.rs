//! `POST /api/prescriptions`: a prescriber prescribes.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::prescriptions::detail::detail;
use crate::prescriptions::prescription::{NewPrescription, PrescriptionDetail};

/// Prescribes, and sends the referral to the partner named.
#[utoipa::path(
    post,
    path = "/api/prescriptions",
    tag = "care",
    request_body = NewPrescription,
    responses(
        (status = 201, description = "Prescribed", body = PrescriptionDetail),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn prescribe(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(order): Json<NewPrescription>,
) -> Result<(StatusCode, Json<PrescriptionDetail>), Problem> {
    caller.require(Role::Prescriber)?;
    let made = care.prescribe(&caller, &order).await?;
    let detail = detail(&care, &caller, made.prescription).await?;
    Ok((StatusCode::CREATED, Json(detail)))
}
