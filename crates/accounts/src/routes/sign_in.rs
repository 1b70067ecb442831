//! Signing in.

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{ClientAddress, Json, Problem};

use super::me::Me;
use crate::sign_in::SignedIn;
use crate::{Accounts, cookies};

/// An address and a password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SignIn {
    #[schema(value_type = String)]
    email: Pii<String>,
    #[schema(value_type = String, format = Password)]
    password: Pii<String>,
}

/// Signs in; the browser gets a cookie that scripts cannot read.
#[utoipa::path(
    post, path = "/api/sign-in", tag = "accounts", request_body = SignIn,
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, description = "`sign-in-failed`, whatever is wrong"),
        (status = 429, body = Problem, description = "`too-many-attempts`, with Retry-After"),
    ),
)]
pub(crate) async fn sign_in(
    State(accounts): State<Accounts>,
    from: Option<Extension<ClientAddress>>,
    Json(input): Json<SignIn>,
) -> Result<Response, Problem> {
    let from = from.map(|Extension(address)| address);
    accounts.tries.count(&input.email, from)?;
    let signed_in = accounts.sign_in(&input.email, input.password).await?;
    answer(&accounts, &signed_in).await
}

/// The person, and the cookie for their browser.
pub(super) async fn answer(accounts: &Accounts, signed_in: &SignedIn) -> Result<Response, Problem> {
    let me = Me::of(accounts, &signed_in.caller).await?;
    let cookie = cookies::given(&signed_in.token).ok_or_else(Problem::internal)?;
    Ok(([(SET_COOKIE, cookie)], Json(me)).into_response())
}
