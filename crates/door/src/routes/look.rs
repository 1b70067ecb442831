//! `POST /api/door/look`: what a link opens. A POST, so that the token travels in a body and a
//! mail scanner's GET never comes here; it changes nothing.

use axum::Extension;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{ClientAddress, Json, Problem};
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::SessionId;

use crate::Door;
use crate::choice::Choice;
use crate::join::Seen;
use crate::store::sessions::Meeting;

#[derive(Deserialize, ToSchema)]
pub(crate) struct LookAsk {
    /// The 26 characters of the link.
    token: String,
}

/// What the page behind a link says.
#[derive(Serialize, ToSchema)]
pub(crate) struct Look {
    #[schema(value_type = String)]
    greeting_name: Pii<String>,
    /// The name to be shown, prefilled.
    #[schema(value_type = String)]
    display_name: Pii<String>,
    group_language: String,
    organisation_name: String,
    sessions: DoorSessions,
    share_attendance: bool,
    /// The version of the consent question that was answered; absent when nobody was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_version: Option<String>,
    facilitator_names: Vec<String>,
}

/// The session a link opens, or the next one.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoorSessions {
    state: DoorSessionsState,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<DoorSession>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DoorSessionsState {
    Early,
    Open,
    Started,
    Between,
    Over,
}

/// A session as its patients see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoorSession {
    id: SessionId,
    starts_at: Instant,
    ends_at: Instant,
    /// IANA name.
    zone: String,
}

#[utoipa::path(
    post, path = "/api/door/look", request_body = LookAsk, tag = "door",
    responses((status = 200, body = Look), (status = 404, body = Problem), (status = 429, body = Problem))
)]
pub(crate) async fn look(
    State(door): State<Door>,
    from: Option<Extension<ClientAddress>>,
    Json(ask): Json<LookAsk>,
) -> Result<Json<Look>, Problem> {
    Ok(Json(
        door.look(&ask.token, from.map(|from| from.0)).await?.into(),
    ))
}

impl From<Seen> for Look {
    fn from(seen: Seen) -> Self {
        let greeting = seen.greeting;
        Self {
            greeting_name: greeting.preferred_name,
            display_name: greeting.chosen_name.unwrap_or(greeting.alias),
            group_language: greeting.group_language,
            organisation_name: greeting.organisation_name,
            sessions: DoorSessions::from(&seen.choice),
            share_attendance: seen.sharing.as_ref().is_some_and(|answer| answer.given),
            text_version: seen.sharing.map(|answer| answer.text_version),
            facilitator_names: seen.facilitators,
        }
    }
}

impl From<&Choice> for DoorSessions {
    fn from(choice: &Choice) -> Self {
        let state = match choice {
            Choice::Started(_) => DoorSessionsState::Started,
            Choice::Open(_) => DoorSessionsState::Open,
            Choice::Early(_) => DoorSessionsState::Early,
            Choice::Between(_) => DoorSessionsState::Between,
            Choice::Over => DoorSessionsState::Over,
        };
        Self {
            state,
            session: choice.told().map(DoorSession::from),
        }
    }
}

impl From<&Meeting> for DoorSession {
    fn from(meeting: &Meeting) -> Self {
        Self {
            id: meeting.id,
            starts_at: meeting.starts_at,
            ends_at: meeting.ends_at,
            zone: meeting.zone.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wellmet_foundation::testing::on_sqlite;

    use crate::fixture::House;

    #[tokio::test]
    async fn a_link_greets_by_name_and_tells_of_the_session() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let look = house.look(&house.token()).await?.ok()?;
        assert_eq!(look["greeting_name"], "Ada");
        assert_eq!(look["display_name"], "Ada");
        assert_eq!(look["organisation_name"], "Harbour Community Trust");
        assert_eq!(look["facilitator_names"][0], "Fay Cilitator");
        assert_eq!(look["sessions"]["state"], "open");
        assert_eq!(look["sessions"]["session"]["zone"], "Europe/London");
        assert_eq!(look["share_attendance"], true);
        assert_eq!(look["text_version"], "2026-11");
        let text = look.to_string();
        assert!(
            !text.contains("Fernsby"),
            "the full name is the facilitator's alone"
        );
        assert!(!text.contains("heart"), "no topic: {text}");
        Ok(())
    }

    #[tokio::test]
    async fn looking_changes_nothing() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let before = house.rows_written().await?;
        house.look(&house.token()).await?.ok()?;
        assert_eq!(house.rows_written().await?, before);
        Ok(())
    }

    /// Unknown, malformed, revoked, replaced and expired links: status, headers and body alike.
    #[tokio::test]
    async fn a_link_that_does_not_open_never_says_why() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let mut answers = vec![
            house.look(&"a".repeat(26)).await?,
            house.look("no token at all").await?,
            house.join(&"a".repeat(26)).await?,
        ];
        let old = house.token();
        house.reissue().await?;
        answers.push(house.look(&old).await?);
        answers.push(house.join(&old).await?);
        let replaced = house.key.token(house.ada, 2).expose().to_owned();
        house.look(&replaced).await?.ok()?;
        house.revoke("wrong person").await?;
        answers.push(house.look(&replaced).await?);
        let bens = house.key.token(house.ben, 1).expose().to_owned();
        house.look(&bens).await?.ok()?;
        house
            .ground
            .clock
            .advance(Duration::from_secs(30 * 24 * 3_600));
        answers.push(house.look(&bens).await?);
        answers.push(house.join(&bens).await?);
        let first = answers.remove(0);
        assert_eq!(first.status, 404);
        assert_eq!(first.body["type"], "/problems/door-link-unknown");
        for answer in answers {
            assert_eq!(answer, first);
        }
        Ok(())
    }

    #[tokio::test]
    async fn when_the_membership_is_over_so_are_its_sessions() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.end_membership().await?;
        let look = house.look(&house.token()).await?.ok()?;
        assert_eq!(look["sessions"]["state"], "over");
        house
            .ground
            .clock
            .advance(Duration::from_secs(7 * 24 * 3_600));
        assert_eq!(
            house.look(&house.token()).await?.slug(),
            "door-link-unknown"
        );
        Ok(())
    }

    #[tokio::test]
    async fn who_looks_too_often_is_told_to_wait() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        for _ in 0..30 {
            house.look(&house.token()).await?.ok()?;
        }
        let answer = house.look(&house.token()).await?;
        assert_eq!(answer.status, 429);
        assert!(answer.header("retry-after").is_some());
        house.ground.clock.advance(Duration::from_secs(2));
        house.look(&house.token()).await?.ok()?;
        Ok(())
    }
}
