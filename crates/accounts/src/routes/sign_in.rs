//! Signing in.

use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use http::header::SET_COOKIE;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{ClientAddress, Json, Problem};

use super::me::Me;
use crate::sign_in::SignedIn;
use crate::{Accounts, cookies};

/// An address and a password.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SignIn {
    #[schema(value_type = String)]
    email: Pii<String>,
    #[schema(value_type = String, format = Password)]
    password: Pii<String>,
}

/// Signs in; the browser gets a cookie that scripts cannot read.
#[utoipa::path(
    post, path = "/api/sign-in", tag = "accounts", request_body = SignIn,
    responses(
        (status = 200, body = Me),
        (status = 401, body = Problem, description = "`sign-in-failed`, whatever is wrong"),
        (status = 429, body = Problem, description = "`too-many-attempts`, with Retry-After"),
    ),
)]
pub(crate) async fn sign_in(
    State(accounts): State<Accounts>,
    from: Option<Extension<ClientAddress>>,
    Json(input): Json<SignIn>,
) -> Result<Response, Problem> {
    let from = from.map(|Extension(address)| address);
    let wait = accounts.tries.count(&input.email, from)?;
    accounts.ground.clock.sleep(wait).await;
    let signed_in = accounts.sign_in(&input.email, input.password).await?;
    accounts.tries.succeeded(&input.email, from);
    answer(&accounts, &signed_in).await
}

/// The person, and the cookie for their browser.
pub(super) async fn answer(accounts: &Accounts, signed_in: &SignedIn) -> Result<Response, Problem> {
    let me = Me::of(accounts, &signed_in.caller).await?;
    let cookie = cookies::given(&signed_in.token).ok_or_else(Problem::internal)?;
    Ok(([(SET_COOKIE, cookie)], Json(me)).into_response())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::{Authenticate as _, Role};

    use crate::fixture::{House, PASSWORD, newcomer};
    use crate::tries::SLOWED_BY;

    #[tokio::test]
    async fn the_right_password_signs_in() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let sam = house.staff(house.practice, "sam", Role::Prescriber).await?;

        let input = json!({"email": " Sam@Example.org ", "password": PASSWORD});
        let answer = house.post(None, "/api/sign-in", &input).await?;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["organisation"]["name"], "A practice");
        assert_eq!(answer.body["roles"], json!(["prescriber"]));
        let cookie = answer.cookie().unwrap();
        let caller = house.accounts.authenticate(&cookie).await?.unwrap();
        assert_eq!(caller.staff, sam.staff);
        assert_ne!(caller.session, sam.session);
        Ok(())
    }

    #[tokio::test]
    async fn whatever_is_wrong_the_answer_is_the_same() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "sam", Role::Prescriber).await?;
        house
            .staff(house.practice, "gone", Role::Prescriber)
            .await?;
        house.disable("gone@example.org").await?;
        let invited = newcomer("Ivy", "invited@example.org", &[Role::Prescriber]);
        house.accounts.first_administrator("", &invited).await?;
        let system = wellmet_foundation::audit::Actor::System;
        house
            .accounts
            .invite(house.practice, &invited, system)
            .await?;

        for (email, password) in [
            ("sam@example.org", "not the password"),
            ("nobody@example.org", PASSWORD),
            ("gone@example.org", PASSWORD),
            ("invited@example.org", PASSWORD),
            ("invited@example.org", ""),
        ] {
            let input = json!({"email": email, "password": password});
            let answer = house.post(None, "/api/sign-in", &input).await?;
            assert_eq!(
                (answer.status.as_u16(), answer.problem()),
                (401, "sign-in-failed")
            );
            assert_eq!(answer.cookie(), None, "{email}");
            assert_eq!(
                answer.body["detail"],
                "The email or the password is not right."
            );
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_refused_try_stands_in_the_trail_without_what_was_typed() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "sam", Role::Prescriber).await?;
        for email in ["sam@example.org", "nobody@example.org"] {
            let input = json!({"email": email, "password": "not the password"});
            house.post(None, "/api/sign-in", &input).await?;
        }
        let trail = house.trail(house.practice).await?;
        let refused = trail.iter().filter(|act| *act == "staff.sign_in_refused");
        assert_eq!(refused.count(), 1);
        let nobodys = house.trail(crate::sign_in::NOBODYS.into()).await?;
        assert_eq!(nobodys, ["staff.sign_in_refused"], "it took as long");
        let elsewhere = house.trail(house.charity).await?;
        assert!(!elsewhere.contains(&nobodys[0]), "{elsewhere:?}");
        Ok(())
    }

    #[tokio::test]
    async fn ten_wrong_tries_from_elsewhere_keep_nobody_out() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "sam", Role::Prescriber).await?;
        let wrong = json!({"email": "sam@example.org", "password": "not the password"});
        for _ in 0..10 {
            house.sign_in_from(1, &wrong).await?;
        }
        assert_eq!(house.sign_in_from(1, &wrong).await?.status, 429);
        let right = json!({"email": "sam@example.org", "password": PASSWORD});
        assert_eq!(house.sign_in_from(2, &right).await?.status, 200);
        Ok(())
    }

    #[tokio::test]
    async fn a_crowd_at_the_account_slows_its_person_and_bars_them_not() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "sam", Role::Prescriber).await?;
        let wrong = json!({"email": "sam@example.org", "password": "not the password"});
        let right = json!({"email": "sam@example.org", "password": PASSWORD});
        assert_eq!(house.sign_in_from(200, &right).await?.status, 200);
        // Twenty with the one before.
        for n in 0..19 {
            house.sign_in_from(n, &wrong).await?;
        }
        let clock = house.ground.clock.clone();
        let begun = clock.now();
        let passes = async {
            // Enough to let the route begin to wait.
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            clock.advance(SLOWED_BY);
        };
        let (answer, ()) = tokio::join!(house.sign_in_from(201, &right), passes);
        assert_eq!(answer?.status, 200);
        assert!(clock.now().since(begun) >= SLOWED_BY);
        let begun = clock.now();
        assert_eq!(house.sign_in_from(200, &right).await?.status, 200);
        assert!(clock.now().since(begun) < SLOWED_BY, "known from before");
        Ok(())
    }

    #[tokio::test]
    async fn who_tries_too_often_waits_even_with_the_right_password() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "sam", Role::Prescriber).await?;
        let right = json!({"email": "sam@example.org", "password": PASSWORD});
        let wrong = json!({"email": "SAM@example.org", "password": "not the password"});
        for _ in 0..10 {
            assert_eq!(house.post(None, "/api/sign-in", &wrong).await?.status, 401);
        }
        let answer = house.post(None, "/api/sign-in", &right).await?;
        assert_eq!(
            (answer.status.as_u16(), answer.problem()),
            (429, "too-many-attempts")
        );
        assert!(answer.headers.contains_key("retry-after"));
        house.ground.clock.advance(Duration::from_secs(31));
        assert_eq!(house.post(None, "/api/sign-in", &right).await?.status, 200);
        Ok(())
    }
}
