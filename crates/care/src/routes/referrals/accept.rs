//! `POST /api/referrals/{id}/accept`: a link worker takes a referral on.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::detail;
use crate::Care;
use crate::referrals::referral::ReferralDetail;

/// Takes a referral on.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/accept",
    tag = "care",
    params(("id" = ReferralId, Path)),
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`already-decided`", body = Problem),
    )
)]
pub(super) async fn accept(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.accept(&caller, id).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
