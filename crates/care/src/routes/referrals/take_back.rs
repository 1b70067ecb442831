//! `POST /api/referrals/{id}/take-back`: a link worker takes back what was handed on.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::detail;
use crate::Care;
use crate::referrals::referral::ReferralDetail;

/// What the page showed.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TakeBack {
    #[serde(default)]
    version: Option<i64>,
}

/// Takes a referral back from the partner: whoever worked on it there is told by a task.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/take-back",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = TakeBack,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`, `not-now`", body = Problem),
    )
)]
pub(super) async fn take_back(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(input): Json<TakeBack>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.take_back(&caller, id, input.version).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
