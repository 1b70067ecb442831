//! `POST /api/referrals/{id}/assign`: a referral is given to a colleague, or taken over.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller, StaffId};

use super::read::detail;
use crate::Care;
use crate::referrals::referral::ReferralDetail;

/// To whom, and what the page showed.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Assignment {
    /// A link worker of the caller's organisation; nobody's when left out.
    #[serde(default)]
    assigned_to: Option<StaffId>,
    #[serde(default)]
    version: Option<i64>,
}

/// Gives a referral to somebody, or puts it back for anybody to take.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/assign",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = Assignment,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`, `not-now`", body = Problem),
        (status = 422, description = "Not one of the organisation's link workers", body = Problem),
    )
)]
pub(super) async fn assign(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(input): Json<Assignment>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.assign(&caller, id, input.assigned_to, input.version)
        .await?;
    Ok(Json(detail(&care, &caller, id).await?))
}
