//! `GET /api/partnerships`: with whom an administrator's organisation works together.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Accounts;
use crate::store::partner_invitations::{self, AskedPartner};
use crate::store::partnerships::{self, Partnership};

/// Partners, and who might become one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Partnerships {
    partnerships: Vec<Partnership>,
    /// Invitations that nobody has accepted yet, the newest first.
    invitations: Vec<AskedPartner>,
}

/// Lists whom the organisation works together with, and whom it has invited.
#[utoipa::path(
    get, path = "/api/partnerships", tag = "accounts",
    responses(
        (status = 200, body = Partnerships),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
    ),
)]
pub(super) async fn list_partnerships(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Partnerships>, Problem> {
    caller.require(Role::Administrator)?;
    let (own, now) = (caller.organisation, accounts.ground.clock.now());
    let mut tx = accounts.ground.db.read().await?;
    Ok(Json(Partnerships {
        partnerships: partnerships::of(&mut tx, own).await?,
        invitations: partner_invitations::waiting(&mut tx, own, now).await?,
    }))
}
