//! `POST /api/door/media-token`: the token that opens the room, for who was admitted.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{MediaTicket, PatientCaller};

use crate::Door;

/// Where to connect, and with what. The token only opens the connection.
#[derive(Serialize, ToSchema)]
pub(crate) struct MediaToken {
    /// `ws://` or `wss://`.
    url: String,
    token: String,
    expires_at: Instant,
}

#[utoipa::path(
    post, path = "/api/door/media-token", tag = "door",
    responses(
        (status = 200, body = MediaToken), (status = 401, body = Problem),
        (status = 409, body = Problem), (status = 503, body = Problem)
    )
)]
pub(crate) async fn media_token(
    State(door): State<Door>,
    Who(caller): Who<PatientCaller>,
) -> Result<Json<MediaToken>, Problem> {
    Ok(Json(door.patient_ticket(&caller).await?.into()))
}

impl From<MediaTicket> for MediaToken {
    fn from(ticket: MediaTicket) -> Self {
        Self {
            url: ticket.url,
            token: ticket.token,
            expires_at: ticket.expires_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::RoomName;

    use crate::fixture::House;

    #[tokio::test]
    async fn who_waits_gets_no_token_and_who_is_admitted_gets_one() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        let answer = house.media_token(&cookie).await?;
        assert_eq!((answer.status, answer.slug()), (409, "not-admitted"));
        assert!(house.plane.last_grant().is_none(), "nothing was minted");
        house.admit_all().await?;
        let token = house.media_token(&cookie).await?.ok()?;
        assert!(token["token"].is_string());
        let grant = house.plane.last_grant().unwrap();
        assert_eq!(grant.room, RoomName::of(house.session));
        assert_eq!(grant.display_name, "Ada");
        assert!(!grant.facilitator);
        Ok(())
    }

    #[tokio::test]
    async fn the_identity_is_the_devices_and_tells_nothing() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let laptop = house.joined(&house.token()).await?;
        let phone = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.admit(&phone).await?;
        let mut identities = Vec::new();
        for cookie in [&laptop, &laptop, &phone] {
            house.media_token(cookie).await?.ok()?;
            identities.push(house.plane.last_grant().unwrap().identity);
        }
        assert_eq!(identities[0], identities[1], "two tabs are one identity");
        assert_ne!(identities[0], identities[2], "two devices are two");
        let ada = house.ada.to_string().replace('-', "");
        assert!(!identities[0].as_str().contains(&ada));
        Ok(())
    }

    #[tokio::test]
    async fn no_token_opens_a_closed_session() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.close_session().await?;
        assert_eq!(house.media_token(&cookie).await?.slug(), "not-admitted");
        assert!(house.plane.last_grant().is_none());
        Ok(())
    }

    #[tokio::test]
    async fn a_media_plane_out_of_reach_is_worth_another_try() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.plane.fail(true);
        let answer = house.media_token(&cookie).await?;
        assert_eq!((answer.status, answer.slug()), (503, "media-unavailable"));
        assert!(answer.header("retry-after").is_some());
        Ok(())
    }

    #[tokio::test]
    async fn a_media_token_needs_a_cookie() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let answer = house
            .post("/api/door/media-token", json!(null), None)
            .await?;
        assert_eq!((answer.status, answer.slug()), (401, "door-required"));
        Ok(())
    }
}
