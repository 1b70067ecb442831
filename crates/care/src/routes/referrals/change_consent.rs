//! `POST /api/referrals/{id}/consents`: a patient tells whoever answers for them another answer.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::detail;
use crate::Care;
use crate::prescriptions::change_consent::ConsentChange;
use crate::referrals::referral::ReferralDetail;

/// Records what the patient answers now. It is in force at once, for the prescriber too.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/consents",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = ConsentChange,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`not-now`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn change_consent_of_referral(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(change): Json<ConsentChange>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.change_consent_of_referral(&caller, id, &change)
        .await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
