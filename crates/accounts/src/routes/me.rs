//! Who is signed in.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::store::organisations::Organisation;
use crate::{Accounts, store};

/// The signed-in person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    id: StaffId,
    #[schema(value_type = String)]
    name: Pii<String>,
    #[schema(value_type = String)]
    email: Pii<String>,
    organisation: Organisation,
    roles: Vec<Role>,
}

impl Me {
    pub(crate) async fn of(accounts: &Accounts, caller: &StaffCaller) -> Result<Self, Problem> {
        let mut tx = accounts.ground.db.read().await?;
        let profile = store::staff::profile(&mut tx, caller.organisation, caller.staff).await?;
        let profile = profile.ok_or_else(Problem::not_found)?;
        Ok(Self {
            id: profile.id,
            name: profile.name,
            email: profile.email,
            organisation: Organisation {
                id: profile.organisation_id,
                name: profile.organisation_name,
            },
            roles: caller.roles.clone(),
        })
    }
}

/// Says who is signed in.
#[utoipa::path(
    get, path = "/api/me", tag = "accounts",
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, description = "`sign-in-required`"),
    ),
)]
pub(crate) async fn me(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Me>, Problem> {
    Ok(Json(Me::of(&accounts, &caller).await?))
}
