//! The endpoints, and how failures are told.

mod accept_invitation;
mod change_roles;
mod close_account;
mod invite;
mod list_audit;
mod list_staff;
mod me;
mod partners;
mod reopen_account;
mod sign_in;
mod sign_out;

use http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wellmet_foundation::http::{FieldError, Problem};

use crate::{Accounts, AccountsError};

impl Accounts {
    /// The routes, each asking for the role it needs.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .routes(routes!(sign_in::sign_in))
            .routes(routes!(sign_out::sign_out))
            .routes(routes!(me::me))
            .routes(routes!(list_staff::list_staff, invite::invite))
            .routes(routes!(accept_invitation::accept_invitation))
            .routes(routes!(close_account::close_account))
            .routes(routes!(reopen_account::reopen_account))
            .routes(routes!(change_roles::change_roles))
            .merge(partners::routes())
            .routes(routes!(list_audit::list_audit))
            .with_state(self.clone())
    }
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
            AccountsError::AccountClosed => Self::invalid(vec![FieldError::new(
                "email",
                "They had an account here, which was closed. Open it again in the list of staff.",
            )]),
            AccountsError::PartnerInvitationUnknown => Self::new(
                StatusCode::NOT_FOUND,
                "partner-invitation-unknown",
                "This invitation cannot be used",
                "It has been used, withdrawn or has expired. Ask who sent it for a new one.",
            ),
            AccountsError::OwnInvitation => Self::conflict(
                "own-invitation",
                "This is your own invitation",
                "Give the link to an administrator of the organisation that you invite.",
            ),
            AccountsError::PartnerUnknown | AccountsError::StaffUnknown => Self::not_found(),
            AccountsError::OwnAccount => Self::conflict(
                "own-account",
                "This is your own account",
                "Ask another administrator of your organisation to do this.",
            ),
            AccountsError::Hashing(cause) => {
                tracing::error!(cause, "a password could not be hashed or checked");
                Self::internal()
            }
            AccountsError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::House;

    const ROLES: [Role; 4] = [
        Role::Prescriber,
        Role::LinkWorker,
        Role::Facilitator,
        Role::Administrator,
    ];

    /// Method, path, and who may.
    const GUARDED: &[(&str, &str, &[Role])] = &[
        ("POST", "/api/sign-out", &ROLES),
        ("GET", "/api/me", &ROLES),
        ("GET", "/api/staff", &[Role::Administrator]),
        (
            "GET",
            "/api/staff?role=facilitator",
            &[Role::Administrator, Role::LinkWorker],
        ),
        ("POST", "/api/staff", &[Role::Administrator]),
        (
            "GET",
            "/api/partners",
            &[Role::Prescriber, Role::LinkWorker],
        ),
        ("GET", "/api/audit", &[Role::Administrator]),
        ("GET", "/api/partnerships", &[Role::Administrator]),
    ];

    #[tokio::test]
    async fn every_guarded_route_refuses_strangers_and_wrong_roles() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let mut callers = vec![None];
        for role in ROLES {
            let name = format!("{role:?}").to_lowercase();
            callers.push(Some(house.staff(house.practice, &name, role).await?));
        }
        let input = json!({"name": "Ivy", "email": "ivy@example.org", "roles": ["facilitator"]});
        for (method, path, may) in GUARDED {
            for caller in &callers {
                let answer = match *method {
                    "GET" => house.get(caller.as_ref(), path).await?,
                    _ => house.post(caller.as_ref(), path, &input).await?,
                };
                let expected = match caller {
                    None => 401,
                    Some(caller) if may.contains(&caller.roles[0]) => 200,
                    Some(_) => 403,
                };
                let status = answer.status.as_u16();
                let fine = if expected == 200 {
                    status < 300
                } else {
                    status == expected
                };
                assert!(
                    fine,
                    "{method} {path} answered {status} in place of {expected}"
                );
            }
        }
        Ok(())
    }
}
