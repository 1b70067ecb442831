//! `POST /api/memberships/{id}/withdraw`: a patient leaves a group, and need not say why.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Path, Problem, Who};
use wellmet_vocabulary::{MembershipId, Role, StaffCaller};

use crate::Care;

/// Ends a membership. Who has left already stays away.
#[utoipa::path(
    post,
    path = "/api/memberships/{id}/withdraw",
    tag = "care",
    params(("id" = MembershipId, Path)),
    responses(
        (status = 204, description = "The place is free"),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn withdraw(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<MembershipId>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::LinkWorker)?;
    care.withdraw(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
