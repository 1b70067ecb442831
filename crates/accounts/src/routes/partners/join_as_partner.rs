//! `POST /api/partner-invitations/join`: an organisation that is new here accepts.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Problem};
use wellmet_vocabulary::Role;

use super::look_at_invitation::PartnerToken;
use crate::partner_invitation::organisation_name;
use crate::password::check_length;
use crate::routes::me::Me;
use crate::routes::sign_in;
use crate::{Accounts, Newcomer};

/// A new organisation, and its first administrator.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewOrganisation {
    #[serde(flatten)]
    token: PartnerToken,
    organisation: String,
    /// The administrator's name.
    #[schema(value_type = String)]
    name: Pii<String>,
    #[schema(value_type = String)]
    email: Pii<String>,
    #[schema(value_type = String, format = Password, min_length = 12, max_length = 200)]
    password: Pii<String>,
    /// What else they do there: in a small organisation the same person answers the referrals.
    #[serde(default)]
    also: Vec<Role>,
}

/// Adds an organisation by an invitation, which is used up, and signs its administrator in.
#[utoipa::path(
    post, path = "/api/partner-invitations/join", tag = "accounts", request_body = NewOrganisation,
    responses(
        (status = 200, body = Me),
        (status = 404, body = Problem, description = "`partner-invitation-unknown`"),
        (status = 422, body = Problem, description = "`invalid-input`"),
    ),
)]
pub(super) async fn join_as_partner(
    State(accounts): State<Accounts>,
    Json(input): Json<NewOrganisation>,
) -> Result<Response, Problem> {
    let token = input.token.parsed()?;
    let organisation = organisation_name(&input.organisation);
    let roles = [&[Role::Administrator], input.also.as_slice()].concat();
    let administrator = Newcomer::new(&input.name, &input.email, &roles);
    let password = check_length(&input.password);
    let (organisation, administrator) = match (organisation, administrator, password) {
        (Ok(organisation), Ok(administrator), Ok(())) => (organisation, administrator),
        (organisation, administrator, password) => {
            let mut errors = administrator.err().unwrap_or_default();
            errors.extend(organisation.err());
            errors.extend(password.err());
            return Err(Problem::invalid(errors));
        }
    };
    let signed_in = accounts
        .join_as_partner(&token, &organisation, &administrator, input.password)
        .await?;
    sign_in::answer(&accounts, &signed_in).await
}
