//! `GET /api/referrals/{id}/summary.pdf`: the letter at the end of a course, for a link worker to send.

use axum::extract::State;
use axum::response::Response;
use wellmet_foundation::http::{Path, Problem, Who, pdf};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::Care;

/// A letter to the prescriber of a referral that is completed. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/referrals/{id}/summary.pdf",
    tag = "care",
    params(("id" = ReferralId, Path)),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 404, body = Problem),
        (status = 409, description = "`not-completed`, `unprintable`", body = Problem),
    )
)]
pub(super) async fn referral_summary(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
) -> Result<Response, Problem> {
    caller.require(Role::LinkWorker)?;
    let file = care.summary_of_referral(&caller, id).await?;
    Ok(pdf("summary.pdf", file))
}
