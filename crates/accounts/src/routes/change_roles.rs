//! `POST /api/staff/{id}/roles`: an administrator says what somebody does from now on.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::Accounts;
use crate::newcomer::checked_roles;

/// All the roles somebody holds.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct RolesHeld {
    roles: Vec<Role>,
}

/// Gives a colleague, or oneself, these roles and no others.
#[utoipa::path(
    post, path = "/api/staff/{id}/roles", tag = "accounts", request_body = RolesHeld,
    params(("id" = StaffId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 404, body = Problem, description = "Nobody of the caller's organisation"),
        (status = 409, body = Problem, description = "`own-account`"),
        (status = 422, body = Problem, description = "`invalid-input`"),
    ),
)]
pub(super) async fn change_roles(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<StaffId>,
    Json(held): Json<RolesHeld>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::Administrator)?;
    let roles = checked_roles(&held.roles).map_err(|error| Problem::invalid(vec![error]))?;
    accounts.change_roles(&caller, id, &roles).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::{Authenticate as _, Role, StaffCaller};

    use crate::fixture::{House, PASSWORD};

    /// What `fay` of the charity holds, as `ady` reads it.
    async fn held(house: &House, ady: &StaffCaller) -> anyhow::Result<Vec<Value>> {
        let list = house.get(Some(ady), "/api/staff").await?;
        let items = list.body["items"].as_array().cloned().unwrap_or_default();
        Ok(items
            .into_iter()
            .filter(|one| one["name"] == "fay")
            .collect())
    }

    #[tokio::test]
    async fn roles_change_as_a_whole_and_nobody_gives_up_their_own_administration()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let fay = house.staff(house.charity, "fay", Role::Facilitator).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        let path = format!("/api/staff/{}/roles", fay.staff);
        let both = json!({"roles": ["facilitator", "link_worker", "facilitator"]});
        let answer = house.post(Some(&ady), &path, &both).await?;
        assert_eq!(answer.status, 204);
        let roles = held(&house, &ady).await?[0]["roles"].clone();
        assert_eq!(roles, json!(["link_worker", "facilitator"]));
        let none = house.post(Some(&ady), &path, &json!({"roles": []})).await?;
        assert_eq!(none.body["fields"][0]["field"], "roles");

        let own = format!("/api/staff/{}/roles", ady.staff);
        let answer = house.post(Some(&ady), &own, &both).await?;
        assert_eq!(
            (answer.status.as_u16(), answer.problem()),
            (409, "own-account")
        );
        let more = json!({"roles": ["administrator", "prescriber"]});
        assert_eq!(house.post(Some(&ady), &own, &more).await?.status, 204);
        let trail = house.trail(house.charity).await?;
        assert!(trail.contains(&"staff.roles_changed".to_owned()));
        Ok(())
    }

    #[tokio::test]
    async fn whoever_leaves_is_out_at_once_and_may_come_back() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let fay = house.staff(house.charity, "fay", Role::Facilitator).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        let signs_in = async || {
            let password = PASSWORD.to_owned().into();
            house.accounts.sign_in("fay@example.org", password).await
        };
        let before = signs_in().await?;
        let close = format!("/api/staff/{}/close", fay.staff);
        let reopen = format!("/api/staff/{}/reopen", fay.staff);
        for _ in 0..2 {
            let answer = house.post(Some(&ady), &close, &json!({})).await?;
            assert_eq!(answer.status, 204);
        }
        assert!(signs_in().await.is_err());
        let known = house.accounts.authenticate(before.token.expose()).await?;
        assert!(known.is_none());
        assert!(held(&house, &ady).await?[0]["closed_at"].is_number());
        let input = json!({"name": "fay", "email": "fay@example.org", "roles": ["facilitator"]});
        let invited = house.post(Some(&ady), "/api/staff", &input).await?;
        let why = invited.body["fields"][0]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(why.contains("Open it again"), "{why}");
        let lead = house.get(Some(&ady), "/api/staff?role=facilitator").await?;
        assert!(lead.each("name").is_empty(), "nobody gives them a group");

        assert_eq!(
            house.post(Some(&ady), &reopen, &json!({})).await?.status,
            204
        );
        let known = house.accounts.authenticate(before.token.expose()).await?;
        assert!(known.is_none(), "what ended stays ended");
        signs_in().await?;
        assert_eq!(held(&house, &ady).await?[0].get("closed_at"), None);
        let own = format!("/api/staff/{}/close", ady.staff);
        let answer = house.post(Some(&ady), &own, &json!({})).await?;
        assert_eq!(
            (answer.status.as_u16(), answer.problem()),
            (409, "own-account")
        );
        Ok(())
    }

    #[tokio::test]
    async fn a_stranger_s_staff_are_not_found() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let pat = house.staff(house.practice, "pat", Role::Prescriber).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        for act in ["close", "reopen", "roles"] {
            let path = format!("/api/staff/{}/{act}", pat.staff);
            let body = json!({"roles": ["administrator"]});
            assert_eq!(house.post(Some(&ady), &path, &body).await?.status, 404);
            assert_eq!(house.post(Some(&pat), &path, &body).await?.status, 403);
        }
        Ok(())
    }
}
