//! `POST /api/referrals/{id}/flags`: somebody has cause for concern.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::Care;
use crate::caseload::concern::NewFlag;

/// Raises a risk or safeguarding flag, which stands until it is lifted.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/flags",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = NewFlag,
    responses(
        (status = 204),
        (status = 403, description = "`not-allowed`: somebody else looks after the patient", body = Problem),
        (status = 404, body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn raise_flag(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(input): Json<NewFlag>,
) -> Result<StatusCode, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    care.raise_flag(&caller, id, &input).await?;
    Ok(StatusCode::NO_CONTENT)
}
