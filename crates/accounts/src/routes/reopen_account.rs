//! `POST /api/staff/{id}/reopen`: an administrator lets somebody in again.

use axum::extract::State;
use http::StatusCode;
use wellmet_foundation::http::{Path, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::Accounts;

/// Lets a colleague whose account was closed sign in again. Of an open account nothing changes.
#[utoipa::path(
    post, path = "/api/staff/{id}/reopen", tag = "accounts",
    params(("id" = StaffId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 404, body = Problem, description = "Nobody of the caller's organisation"),
        (status = 409, body = Problem, description = "`own-account`"),
    ),
)]
pub(super) async fn reopen_account(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<StaffId>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::Administrator)?;
    accounts.reopen_account(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
