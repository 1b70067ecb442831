//! Signing out.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::SET_COOKIE;
use wellmet_foundation::http::{Problem, Who};
use wellmet_vocabulary::StaffCaller;

use crate::{Accounts, cookies};

/// Ends the sign-in on this browser.
#[utoipa::path(
    post, path = "/api/sign-out", tag = "accounts",
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
    ),
)]
pub(crate) async fn sign_out(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
) -> Result<Response, Problem> {
    accounts.sign_out(&caller).await?;
    let cookie = cookies::taken_back().ok_or_else(Problem::internal)?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}
