//! Inviting a person of staff.

use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use super::list_staff::StaffMember;
use crate::{Accounts, Newcomer};

/// Whom to invite, as what.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewStaff {
    #[schema(value_type = String)]
    name: Pii<String>,
    #[schema(value_type = String)]
    email: Pii<String>,
    roles: Vec<Role>,
}

/// The invited person, and the link to hand to them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Invited {
    staff: StaffMember,
    /// Opens once, within seven days.
    #[schema(value_type = String)]
    invitation_url: Pii<String>,
}

/// Invites a person of staff, or renews an invitation not accepted yet.
#[utoipa::path(
    post, path = "/api/staff", tag = "accounts", request_body = NewStaff,
    responses(
        (status = 201, body = Invited),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 422, body = Problem, description = "`invalid-input`"),
    ),
)]
pub(crate) async fn invite(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Json(input): Json<NewStaff>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    caller.require(Role::Administrator)?;
    let newcomer = Newcomer::new(&input.name, &input.email, &input.roles);
    let newcomer = newcomer.map_err(Problem::invalid)?;
    let invited = accounts
        .invite(caller.organisation, &newcomer, caller.actor())
        .await?;
    let staff = StaffMember {
        id: invited.staff,
        name: newcomer.name,
        email: newcomer.email,
        roles: newcomer.roles,
    };
    let invitation_url = invited.url.into();
    Ok((
        StatusCode::CREATED,
        Json(Invited {
            staff,
            invitation_url,
        }),
    ))
}
