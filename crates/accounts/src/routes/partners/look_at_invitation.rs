//! `POST /api/partner-invitations/look`: who holds the link reads what they are invited to.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Problem};
use wellmet_foundation::secret::Token;

use crate::partner_invitation::PartnerTerms;
use crate::{Accounts, AccountsError};

/// An invitation's token.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PartnerToken {
    #[schema(value_type = String)]
    token: Pii<String>,
}

/// What an organisation is invited to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartnerInvitation {
    /// Who invites.
    by: String,
    /// Whom it is for, as who invited calls them.
    organisation: String,
    #[serde(flatten)]
    terms: PartnerTerms,
}

impl PartnerToken {
    /// The token; whatever cannot be one is as unknown as one that is used up.
    pub(super) fn parsed(&self) -> Result<Token, AccountsError> {
        Token::parse(&self.token).ok_or(AccountsError::PartnerInvitationUnknown)
    }
}

/// Shows the invitation that the token was made for. Looking changes nothing.
#[utoipa::path(
    post, path = "/api/partner-invitations/look", tag = "accounts", request_body = PartnerToken,
    responses(
        (status = 200, body = PartnerInvitation),
        (status = 404, body = Problem, description = "`partner-invitation-unknown`"),
    ),
)]
pub(super) async fn look_at_invitation(
    State(accounts): State<Accounts>,
    Json(input): Json<PartnerToken>,
) -> Result<Json<PartnerInvitation>, Problem> {
    let open = accounts.partner_invitation(&input.parsed()?).await?;
    Ok(Json(PartnerInvitation {
        by: open.by_name,
        organisation: open.name,
        terms: open.terms,
    }))
}
