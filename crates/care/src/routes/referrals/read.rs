//! `GET /api/referrals/{id}`: one referral, to the organisation that received it.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::caseload::store::tasks;
use crate::prescriptions::store::consents;
use crate::referrals::answering::answering;
use crate::referrals::history::{Reader, history};
use crate::referrals::referral::ReferralDetail;
use crate::referrals::store as referrals;
use crate::{Care, CareError};

/// One referral of the caller's organisation. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/referrals/{id}",
    tag = "care",
    params(("id" = ReferralId, Path)),
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_referral(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    let detail = detail(&care, &caller, id).await?;
    care.record_reading(&caller, "referral", id).await?;
    Ok(Json(detail))
}

/// All the caller may read of referral `id`.
pub(super) async fn detail(
    care: &Care,
    caller: &StaffCaller,
    id: ReferralId,
) -> Result<ReferralDetail, CareError> {
    let mut tx = care.ground.db.read().await?;
    let stored = referrals::find(&mut tx, caller.organisation, id).await?;
    let stored = stored.ok_or(CareError::NotFound)?;
    let changes = referrals::changes(&mut tx, id).await?;
    let chain = referrals::chain(&mut tx, stored.prescription).await?;
    let tasks = tasks::about(&mut tx, caller.organisation, id).await?;
    let reader = Reader::Receiver {
        from: &stored.from_organisation_name,
    };
    Ok(ReferralDetail {
        status_reason: stored.status_reason.clone(),
        stage: stored.stage,
        version: stored.version,
        assigned_to: stored.assigned_to(),
        next_contact_on: stored.next_contact_on.clone(),
        handed_on_to: referrals::handed_on_to(&mut tx, id).await?,
        handed_on_here: stored.handed_on_here,
        onward: referrals::onward_answer(&mut tx, stored.prescription).await?,
        answers: consents::in_force(&mut tx, stored.prescription).await?,
        answering: answering(&chain, caller.organisation),
        tasks,
        history: history(&changes, reader),
        row: stored.into(),
    })
}
