//! `GET /api/patients/{id}`: one patient, with everything prescribed for them.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PatientId, Role, StaffCaller};

use crate::people::register::{self, PatientDetail};
use crate::prescriptions::store::of_patient;
use crate::prescriptions::template::{PatientsPrescription, Template};
use crate::{Care, CareError};

/// A patient's page.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PatientPage {
    #[serde(flatten)]
    patient: PatientDetail,
    /// Everything prescribed for them in the caller's organisation, newest first.
    prescriptions: Vec<PatientsPrescription>,
    /// What the caller prescribed for them last, to start the next from.
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<Template>,
}

/// One patient of the caller's organisation. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/patients/{id}",
    tag = "care",
    params(("id" = PatientId, Path)),
    responses(
        (status = 200, body = PatientPage),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_patient(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PatientId>,
) -> Result<Json<PatientPage>, Problem> {
    caller.require(Role::Prescriber)?;
    let page = page(&care, &caller, id).await?;
    care.record_reading(&caller, "patient", id).await?;
    Ok(Json(page))
}

/// All the caller may read of patient `id`.
pub(super) async fn page(
    care: &Care,
    caller: &StaffCaller,
    id: PatientId,
) -> Result<PatientPage, CareError> {
    let mut tx = care.ground.db.read().await?;
    let patient = register::detail(&mut tx, caller.organisation, id).await?;
    let patient = patient.ok_or(CareError::NotFound)?;
    Ok(PatientPage {
        patient,
        prescriptions: of_patient::list(&mut tx, caller, id).await?,
        template: of_patient::template(&mut tx, caller, id).await?,
    })
}
