//! `POST /api/partner-invitations/{id}/withdraw`: an administrator takes an invitation back.

use axum::extract::State;
use http::StatusCode;
use wellmet_foundation::http::{Path, Problem, Who};
use wellmet_vocabulary::{PartnerInvitationId, Role, StaffCaller};

use crate::Accounts;

/// Takes an invitation back that nobody has accepted: its link is good for nothing from then on.
#[utoipa::path(
    post, path = "/api/partner-invitations/{id}/withdraw", tag = "accounts",
    params(("id" = PartnerInvitationId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 404, body = Problem, description = "It has ended, or is another organisation's"),
    ),
)]
pub(super) async fn withdraw_invitation(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<PartnerInvitationId>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::Administrator)?;
    accounts.withdraw_partner_invitation(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
