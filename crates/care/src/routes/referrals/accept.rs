//! `POST /api/referrals/{id}/accept`: a link worker takes a referral on.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::detail;
use crate::Care;
use crate::referrals::life::Step;
use crate::referrals::moving::Wanted;
use crate::referrals::referral::ReferralDetail;

/// What the page showed.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AcceptReferral {
    /// The referral's version; a program that shows none leaves it out.
    #[serde(default)]
    version: Option<i64>,
}

/// Takes a referral on.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/accept",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = AcceptReferral,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`already-decided`, `changed-since`", body = Problem),
    )
)]
pub(super) async fn accept(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(input): Json<AcceptReferral>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    let wanted = Wanted {
        step: Step::Accept,
        reason: None,
        seen: input.version,
    };
    care.decide(&caller, id, wanted).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
