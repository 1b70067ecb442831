//! `GET /api/prescriptions/{id}`: one prescription, to the prescriber who wrote it.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{PrescriptionId, Role, StaffCaller};

use crate::prescriptions::prescription::{ConsentLine, PrescriptionDetail};
use crate::prescriptions::store::{consents, prescriptions};
use crate::referrals::history::{Reader, history};
use crate::referrals::store as referrals;
use crate::{Care, CareError};

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

/// All the caller may read of prescription `id`.
pub(super) async fn detail(
    care: &Care,
    caller: &StaffCaller,
    id: PrescriptionId,
) -> Result<PrescriptionDetail, CareError> {
    let mut tx = care.ground.db.read().await?;
    let stored = prescriptions::find(&mut tx, caller, id).await?;
    let stored = stored.ok_or(CareError::NotFound)?;
    let changes = referrals::changes(&mut tx, stored.referral_id).await?;
    let reader = Reader::Prescriber {
        to: &stored.to_organisation_name,
    };
    let consents = consents::all(&mut tx, id).await?;
    Ok(PrescriptionDetail {
        patient: stored.card(),
        goal: stored.goal.clone(),
        answers: consents::in_force(&mut tx, id).await?,
        consents: consents.into_iter().map(ConsentLine::from).collect(),
        version: stored.version,
        rejection_reason: stored.status_reason.clone(),
        history: history(changes, reader),
        row: stored.into(),
    })
}
