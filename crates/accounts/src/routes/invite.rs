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
        closed_at: None,
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

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, PASSWORD};

    #[tokio::test]
    async fn an_invited_person_chooses_a_password_and_is_in() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;

        let input = json!({"name": "Ivy", "email": "Ivy@example.org",
                           "roles": ["facilitator", "link_worker"]});
        let answer = house.post(Some(&ady), "/api/staff", &input).await?;
        assert_eq!(answer.status, 201);
        assert_eq!(answer.body["staff"]["email"], "ivy@example.org");
        let url = answer.body["invitation_url"].as_str().unwrap();
        let token = url
            .strip_prefix("https://meet.example.org/welcome#")
            .unwrap();

        let input = json!({"token": token, "password": PASSWORD});
        let answer = house.post(None, "/api/invitations/accept", &input).await?;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["name"], "Ivy");
        assert_eq!(answer.body["roles"], json!(["link_worker", "facilitator"]));
        assert!(answer.cookie().is_some());
        let trail = house.trail(house.charity).await?;
        assert!(trail.contains(&"staff.invited".to_owned()));
        assert!(trail.contains(&"staff.accepted".to_owned()));
        Ok(())
    }

    #[tokio::test]
    async fn who_lost_an_invitation_is_invited_again_and_the_lost_one_ends() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        let mut tokens = Vec::new();
        for name in ["Ivy", "Ivy Example"] {
            let input = json!({"name": name, "email": "ivy@example.org", "roles": ["facilitator"]});
            let answer = house.post(Some(&ady), "/api/staff", &input).await?;
            let url = answer.body["invitation_url"]
                .as_str()
                .unwrap_or_default()
                .to_owned();
            tokens.push(url.split('#').next_back().unwrap_or_default().to_owned());
        }
        let accept = |token: &str| json!({"token": token, "password": PASSWORD});
        let lost = house
            .post(None, "/api/invitations/accept", &accept(&tokens[0]))
            .await?;
        assert_eq!(lost.problem(), "invitation-unknown");
        let found = house
            .post(None, "/api/invitations/accept", &accept(&tokens[1]))
            .await?;
        assert_eq!(found.body["name"], "Ivy Example");
        Ok(())
    }

    #[tokio::test]
    async fn an_address_somebody_signs_in_with_cannot_be_invited() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        house.staff(house.practice, "pat", Role::Prescriber).await?;
        for email in ["pat@example.org", "ady@example.org"] {
            let input = json!({"name": "Pat", "email": email, "roles": ["administrator"]});
            let answer = house.post(Some(&ady), "/api/staff", &input).await?;
            assert_eq!(answer.status, 422);
            assert_eq!(answer.body["fields"][0]["field"], "email");
        }
        Ok(())
    }

    #[tokio::test]
    async fn what_cannot_be_used_is_named_field_by_field() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        let input = json!({"name": "", "email": "nowhere", "roles": []});
        let answer = house.post(Some(&ady), "/api/staff", &input).await?;
        assert_eq!(
            (answer.status.as_u16(), answer.problem()),
            (422, "invalid-input")
        );
        assert_eq!(answer.body["fields"].as_array().map(Vec::len), Some(3));
        Ok(())
    }
}
