//! `POST /api/partner-invitations`: an administrator invites another organisation.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Accounts;
use crate::partner_invitation::{PartnerTerms, organisation_name};

/// Whom to invite, and who would refer patients to whom.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewPartner {
    /// What the other organisation is called; it may choose another name when it joins.
    organisation: String,
    #[serde(flatten)]
    terms: PartnerTerms,
}

/// The link to hand to an administrator of the other organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PartnerInvited {
    /// Can be used once, within 28 days.
    #[schema(value_type = String)]
    invitation_url: Pii<String>,
}

/// Invites another organisation to work together, whether it is here already or not.
#[utoipa::path(
    post, path = "/api/partner-invitations", tag = "accounts", request_body = NewPartner,
    responses(
        (status = 201, body = PartnerInvited),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 422, body = Problem, description = "`invalid-input`"),
    ),
)]
pub(super) async fn invite_partner(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Json(input): Json<NewPartner>,
) -> Result<(StatusCode, Json<PartnerInvited>), Problem> {
    caller.require(Role::Administrator)?;
    let (name, terms) = match (
        organisation_name(&input.organisation),
        input.terms.checked(),
    ) {
        (Ok(name), Ok(terms)) => (name, terms),
        (name, terms) => {
            let errors = name.err().into_iter().chain(terms.err());
            return Err(Problem::invalid(errors.collect()));
        }
    };
    let invitation_url = accounts.invite_partner(&caller, &name, terms).await?;
    Ok((StatusCode::CREATED, Json(PartnerInvited { invitation_url })))
}
