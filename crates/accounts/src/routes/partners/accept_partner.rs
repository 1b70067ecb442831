//! `POST /api/partner-invitations/accept`: an administrator accepts for their organisation.

use axum::extract::State;
use http::StatusCode;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use super::look_at_invitation::PartnerToken;
use crate::Accounts;

/// Accepts an invitation in the name of the administrator's organisation. It is used up.
#[utoipa::path(
    post, path = "/api/partner-invitations/accept", tag = "accounts", request_body = PartnerToken,
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 404, body = Problem, description = "`partner-invitation-unknown`"),
        (status = 409, body = Problem, description = "`own-invitation`"),
    ),
)]
pub(super) async fn accept_partner(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Json(input): Json<PartnerToken>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::Administrator)?;
    accounts.accept_partner(&caller, &input.parsed()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
