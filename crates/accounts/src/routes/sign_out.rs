//! Signing out.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::SET_COOKIE;
use wellmet_foundation::http::{Problem, Who};
use wellmet_vocabulary::StaffCaller;

use crate::{Accounts, cookies};

/// Ends the sign-in on this browser.
#[utoipa::path(
    post, path = "/api/sign-out", tag = "accounts",
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
    ),
)]
pub(crate) async fn sign_out(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
) -> Result<Response, Problem> {
    accounts.sign_out(&caller).await?;
    let cookie = cookies::taken_back().ok_or_else(Problem::internal)?;
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::{Authenticate as _, Role};

    use crate::fixture::{House, PASSWORD};

    #[tokio::test]
    async fn signing_out_ends_this_sign_in_and_no_other() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "sam", Role::Prescriber).await?;
        let input = json!({"email": "sam@example.org", "password": PASSWORD});
        let here = house
            .post(None, "/api/sign-in", &input)
            .await?
            .cookie()
            .unwrap();
        let there = house
            .post(None, "/api/sign-in", &input)
            .await?
            .cookie()
            .unwrap();

        let caller = house.accounts.authenticate(&here).await?.unwrap();
        let answer = house
            .post(Some(&caller), "/api/sign-out", &Value::Null)
            .await?;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.cookie().as_deref(), Some(""));
        assert!(house.accounts.authenticate(&here).await?.is_none());
        assert!(house.accounts.authenticate(&there).await?.is_some());
        Ok(())
    }
}
