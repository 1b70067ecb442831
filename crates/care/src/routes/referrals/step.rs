//! `POST /api/referrals/{id}/step`: a link worker lets a referral rest, goes on with it, or ends it.

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

/// What is to become of a referral that was taken on.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NextStep {
    /// Let it rest: the patient is in hospital, say. Needs a reason.
    Hold,
    /// Go on after a rest.
    Resume,
    /// The programme is over. Needs a reason where the patient was in no group.
    Complete,
    /// It cannot be done. Needs a reason.
    Fail,
    /// The patient would rather not.
    Cancel,
}

/// A step, and what the page showed.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct TakeStep {
    step: NextStep,
    /// Whoever sent the referral reads it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reason: Option<Pii<String>>,
    /// The version the page showed; a program that shows none leaves it out.
    #[serde(default)]
    version: Option<i64>,
}

/// Takes the next step with a referral.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/step",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = TakeStep,
    responses(
        (status = 200, body = ReferralDetail),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`, `not-now`, `handed-on`", body = Problem),
        (status = 422, description = "A reason is missing", body = Problem),
    )
)]
pub(super) async fn take_step(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(input): Json<TakeStep>,
) -> Result<Json<ReferralDetail>, Problem> {
    caller.require(Role::LinkWorker)?;
    let wanted = Wanted {
        step: input.step.into(),
        reason: input.reason.as_ref().map(|reason| reason.as_str()),
        seen: input.version,
    };
    care.decide(&caller, id, wanted).await?;
    Ok(Json(detail(&care, &caller, id).await?))
}

impl From<NextStep> for Step {
    fn from(step: NextStep) -> Self {
        match step {
            NextStep::Hold => Self::Hold,
            NextStep::Resume => Self::Resume,
            NextStep::Complete => Self::Complete,
            NextStep::Fail => Self::Fail,
            NextStep::Cancel => Self::Cancel,
        }
    }
}
