//! `POST /api/staff/{id}/close`: an administrator closes the account of somebody who leaves.

use axum::extract::State;
use http::StatusCode;
use wellmet_foundation::http::{Path, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::Accounts;

/// Ends every sign-in of a colleague, and lets none begin. What is theirs to do is handed over by
/// `POST /api/colleagues/{id}/hand-over`, before or after.
#[utoipa::path(
    post, path = "/api/staff/{id}/close", tag = "accounts",
    params(("id" = StaffId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 404, body = Problem, description = "Nobody of the caller's organisation"),
        (status = 409, body = Problem, description = "`own-account`"),
    ),
)]
pub(super) async fn close_account(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<StaffId>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::Administrator)?;
    accounts.close_account(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
