//! `POST /api/door/join`: the visible Join button. Exchanges the token for this device's cookie.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{ClientAddress, FieldError, Json, Problem};

use crate::display_name::DisplayName;
use crate::join::Joining;
use crate::{Door, cookie};

#[derive(Deserialize, ToSchema)]
pub(crate) struct JoinAsk {
    /// The 26 characters of the link.
    token: String,
    /// The name to be shown; the prefilled one when absent.
    #[serde(default)]
    display_name: Option<String>,
    /// How many people join on this device, 1 or 2.
    #[serde(default = "just_me")]
    party: i64,
}

/// Where to go next.
#[derive(Serialize, ToSchema)]
pub(crate) struct JoinedAt {
    next: &'static str,
}

const fn just_me() -> i64 {
    1
}

#[utoipa::path(
    post, path = "/api/door/join", request_body = JoinAsk, tag = "door",
    responses(
        (status = 200, body = JoinedAt, headers(("set-cookie" = String, description = "`__Host-door`"))),
        (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)
    )
)]
pub(crate) async fn join(
    State(door): State<Door>,
    from: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
    Json(ask): Json<JoinAsk>,
) -> Result<Response, Problem> {
    let joining = Joining {
        from: from.map(|from| from.0),
        ..joining(ask, &headers)?
    };
    let given = cookie::give(&door.join(joining).await?);
    let next = Json(JoinedAt { next: "/visit" });
    Ok(([(header::SET_COOKIE, given)], next).into_response())
}

fn joining(ask: JoinAsk, headers: &HeaderMap) -> Result<Joining, Problem> {
    if !matches!(ask.party, 1 | 2) {
        let error = FieldError::new("party", "Say 1 or 2.");
        return Err(Problem::invalid(vec![error]));
    }
    let typed = ask.display_name.as_deref().map(DisplayName::parse);
    Ok(Joining {
        token: ask.token,
        display_name: typed.transpose()?,
        party: ask.party,
        from: None,
        cookie: cookie::read(headers),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;

    use crate::fixture::House;

    const TEN_MINUTES: Duration = Duration::from_secs(600);

    #[tokio::test]
    async fn joining_gives_a_cookie_and_puts_into_the_waiting_room() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let answer = house.join(&house.token()).await?;
        let cookie = answer.header("set-cookie").unwrap().to_owned();
        assert!(cookie.starts_with("__Host-door="), "{cookie}");
        assert_eq!(answer.ok()?, json!({ "next": "/visit" }));
        let kinds = house.event_kinds().await?;
        assert_eq!(kinds, ["door.joined", "door.waiting"]);
        let visit = house.visit_of(&cookie).await?.ok()?;
        assert_eq!(visit["state"], "waiting");
        assert_eq!(visit["new_device"], false);
        Ok(())
    }

    #[tokio::test]
    async fn no_token_and_no_name_reach_an_event() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        let secret = cookie.split_once('=').unwrap().1;
        for payload in house.event_payloads().await? {
            for said in [house.token().as_str(), secret, "Ada"] {
                assert!(!payload.contains(said), "{payload}");
            }
        }
        Ok(())
    }

    #[tokio::test]
    async fn the_same_device_is_the_same_visit_and_keeps_its_admission() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        let again = house.joined_with(&house.token(), Some(&cookie)).await?;
        assert_eq!(again, cookie);
        assert_eq!(house.visit_of(&cookie).await?.ok()?["state"], "admitted");
        Ok(())
    }

    #[tokio::test]
    async fn a_second_device_waits_and_is_flagged_though_the_first_was_admitted()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let laptop = house.joined(&house.token()).await?;
        house.admit_all().await?;
        let phone = house.joined(&house.token()).await?;
        assert_ne!(laptop, phone);
        let visit = house.visit_of(&phone).await?.ok()?;
        assert_eq!(
            (&visit["state"], &visit["new_device"]),
            (&json!("waiting"), &json!(true))
        );
        assert_eq!(house.visit_of(&laptop).await?.ok()?["state"], "admitted");
        Ok(())
    }

    #[tokio::test]
    async fn the_cookie_of_another_membership_is_no_pass() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let adas = house.joined(&house.token()).await?;
        house.admit_all().await?;
        let bens_link = house.key.token(house.ben, 1).expose().to_owned();
        let bens = house.joined_with(&bens_link, Some(&adas)).await?;
        assert_ne!(bens, adas);
        assert_eq!(house.visit_of(&bens).await?.ok()?["state"], "waiting");
        Ok(())
    }

    #[tokio::test]
    async fn who_comes_early_gets_a_cookie_but_no_place_in_the_waiting_room() -> anyhow::Result<()>
    {
        let test = on_sqlite().await?;
        let house = House::build_ahead(&test.ground, Duration::from_secs(20 * 60)).await?;
        let cookie = house.joined(&house.token()).await?;
        assert_eq!(house.event_kinds().await?, ["door.joined"]);
        let visit = house.visit_of(&cookie).await?.ok()?;
        assert_eq!(
            (&visit["state"], &visit["may_enter"]),
            (&json!("early"), &json!(false))
        );
        house.ground.clock.advance(TEN_MINUTES);
        let visit = house.visit_of(&cookie).await?.ok()?;
        assert_eq!(
            (&visit["state"], &visit["may_enter"]),
            (&json!("early"), &json!(true))
        );
        let entered = house.enter(&cookie).await?.ok()?;
        assert_eq!(entered["state"], "waiting");
        Ok(())
    }

    #[tokio::test]
    async fn between_sessions_joining_is_no_evidence_of_anything() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build_ahead(&test.ground, Duration::from_secs(24 * 3_600)).await?;
        let cookie = house.joined(&house.token()).await?;
        assert!(house.event_kinds().await?.is_empty());
        assert_eq!(house.visit_of(&cookie).await?.ok()?["state"], "no_session");
        Ok(())
    }

    #[tokio::test]
    async fn a_name_or_party_that_cannot_be_is_refused() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        for wrong in [json!({"display_name": " "}), json!({"party": 3})] {
            let mut ask = json!({ "token": house.token() });
            ask.as_object_mut()
                .unwrap()
                .extend(wrong.as_object().unwrap().clone());
            let answer = house.post("/api/door/join", ask, None).await?;
            assert_eq!(answer.status, 422);
            assert_eq!(answer.header("set-cookie"), None);
        }
        Ok(())
    }

    #[tokio::test]
    async fn who_joins_too_often_is_told_to_wait() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        for _ in 0..10 {
            house.join(&house.token()).await?.ok()?;
        }
        assert_eq!(house.join(&house.token()).await?.status, 429);
        Ok(())
    }
}
