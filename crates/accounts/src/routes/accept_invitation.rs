//! Accepting an invitation.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{FieldError, Json, Problem};
use wellmet_foundation::secret::Token;

use super::me::Me;
use super::sign_in;
use crate::password::{LONGEST, SHORTEST};
use crate::{Accounts, AccountsError};

/// An invitation's token and the password chosen.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Acceptance {
    #[schema(value_type = String)]
    token: Pii<String>,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 200)]
    password: Pii<String>,
}

/// Sets the password of an invited person and signs them in. The invitation is used up.
#[utoipa::path(
    post, path = "/api/invitations/accept", tag = "accounts", request_body = Acceptance,
    responses(
        (status = 200, body = Me),
        (status = 404, body = Problem, description = "`invitation-unknown`: unknown, used, expired"),
        (status = 422, body = Problem, description = "`invalid-input`"),
    ),
)]
pub(crate) async fn accept_invitation(
    State(accounts): State<Accounts>,
    Json(input): Json<Acceptance>,
) -> Result<Response, Problem> {
    let length = input.password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        let message = "Choose a password of 12 to 200 characters.";
        return Err(Problem::invalid(vec![FieldError::new("password", message)]));
    }
    let token = Token::parse(&input.token).ok_or(AccountsError::InvitationUnknown)?;
    let signed_in = accounts.accept_invitation(&token, input.password).await?;
    sign_in::answer(&accounts, &signed_in).await
}
