//! `GET /api/referrals/{id}/concerns`: flags and incidents, to who looks after the patient.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::Care;
use crate::caseload::concern::Concerns;

/// What gives cause for concern about a patient: for link workers, and for the facilitators of
/// the group in which the patient has a place. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/referrals/{id}/concerns",
    tag = "care",
    params(("id" = ReferralId, Path)),
    responses(
        (status = 200, body = Concerns),
        (status = 403, description = "`not-allowed`: somebody else looks after the patient", body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_concerns(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
) -> Result<Json<Concerns>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    let concerns = care.concerns(&caller, id).await?;
    care.record_reading(&caller, "concerns", id).await?;
    Ok(Json(concerns))
}
