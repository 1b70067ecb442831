//! The endpoints, and how failures are told.

mod accept_invitation;
mod invite;
mod list_audit;
mod list_partners;
mod list_staff;
mod me;
mod sign_in;
mod sign_out;

use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wellmet_foundation::http::{FieldError, Problem};

use crate::{Accounts, AccountsError};

pub(crate) fn router(accounts: Accounts) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(me::me))
        .routes(routes!(list_staff::list_staff, invite::invite))
        .routes(routes!(accept_invitation::accept_invitation))
        .routes(routes!(list_partners::list_partners))
        .routes(routes!(list_audit::list_audit))
        .with_state(accounts)
}

impl From<AccountsError> for Problem {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::SignInRefused => Self::new(
                StatusCode::UNAUTHORIZED,
                "sign-in-failed",
                "That did not work",
                "The email or the password is not right.",
            ),
            AccountsError::InvitationUnknown => Self::new(
                StatusCode::NOT_FOUND,
                "invitation-unknown",
                "This invitation cannot be used",
                "It has been used or has expired. Ask your administrator for a new one.",
            ),
            AccountsError::EmailTaken => Self::invalid(vec![FieldError::new(
                "email",
                "This address cannot be invited: somebody signs in with it already.",
            )]),
            AccountsError::Hashing(cause) => {
                tracing::error!(cause, "a password could not be hashed or checked");
                Self::internal()
            }
            AccountsError::Store(error) => error.into(),
        }
    }
}
