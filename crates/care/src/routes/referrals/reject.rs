//! `POST /api/referrals/{id}/reject`: a link worker declines a referral, and says why.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::detail;
use crate::Care;
use crate::referrals::life::Step;
use crate::referrals::moving::Wanted;
use crate::referrals::referral::ReferralDetail;

/// Why a referral is declined.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Rejection {
    /// The prescriber reads it.
    #[schema(value_type = String)]
    reason: Pii<String>,
    /// The version the page showed; a program that shows none leaves it out.
    #[serde(default)]
    version: Option<i64>,
}

/// Declines a referral.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/reject",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = Rejection,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`already-decided`, `changed-since`", body = Problem),
        (status = 422, description = "A reason is missing", body = Problem),
    )
)]
pub(super) async fn reject(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(rejection): Json<Rejection>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    let wanted = Wanted {
        step: Step::Reject,
        reason: Some(&rejection.reason),
        seen: rejection.version,
    };
    care.decide(&caller, id, wanted).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
