//! `POST /api/referrals/{id}/hand-on`: a link worker hands a patient on to a partner organisation.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::detail;
use crate::Care;
use crate::referrals::hand_on::HandOn;
use crate::referrals::referral::ReferralDetail;

/// Hands a referral on. The caller's organisation answers until the partner takes it on.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/hand-on",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = HandOn,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`, `not-now`, `handed-on`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn hand_on(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(wanted): Json<HandOn>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.hand_on(&caller, id, &wanted).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
