//! `GET /api/door/visit`: where this device stands. Changes nothing.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::PatientCaller;

use super::look::DoorSession;
use crate::Door;
use crate::display_name::DisplayName;
use crate::standing::VisitState;
use crate::store::sessions::MeetingState;
use crate::visit::Visiting;

/// Where a device stands, for its page.
#[derive(Serialize, ToSchema)]
pub(crate) struct Visit {
    state: VisitState,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<DoorSession>,
    #[schema(value_type = String)]
    display_name: DisplayName,
    /// How many people are on this device, 1 or 2.
    party: i64,
    /// Another device had come through this link before.
    new_device: bool,
    facilitator_names: Vec<String>,
    share_attendance: bool,
    /// The version of the consent question that was answered; absent when nobody was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    text_version: Option<String>,
    /// A facilitator pressed Start.
    started: bool,
    /// Entering would lead into the waiting room, or back into the room, now.
    may_enter: bool,
}

#[utoipa::path(
    get, path = "/api/door/visit", tag = "door",
    responses((status = 200, body = Visit), (status = 401, body = Problem))
)]
pub(crate) async fn visit(
    State(door): State<Door>,
    Who(caller): Who<PatientCaller>,
) -> Result<Json<Visit>, Problem> {
    Ok(Json(door.visit(&caller).await?.into()))
}

impl From<Visiting> for Visit {
    fn from(visiting: Visiting) -> Self {
        let (device, standing) = (visiting.device, visiting.standing);
        let meeting = standing.meeting.as_ref();
        Self {
            state: standing.state,
            session: meeting.map(DoorSession::from),
            display_name: device.display_name,
            party: device.party,
            new_device: device.new_device,
            facilitator_names: visiting.facilitators,
            share_attendance: visiting.sharing.as_ref().is_some_and(|answer| answer.given),
            text_version: visiting.sharing.map(|answer| answer.text_version),
            started: meeting.is_some_and(|meeting| meeting.state == MeetingState::Started),
            may_enter: standing.may_enter,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wellmet_foundation::testing::on_sqlite;

    use crate::fixture::House;

    #[tokio::test]
    async fn without_a_cookie_there_is_no_visit() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let answer = house.get("/api/door/visit", None).await?;
        assert_eq!((answer.status, answer.slug()), (401, "door-required"));
        let strange = format!("__Host-door={}", "a".repeat(26));
        assert_eq!(house.visit_of(&strange).await?.status, 401);
        Ok(())
    }

    #[tokio::test]
    async fn a_cookie_ends_with_its_link() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let adas = house.joined(&house.token()).await?;
        let bens = house.joined(house.key.token(house.ben, 1).expose()).await?;
        house.revoke("sent to the wrong address").await?;
        assert_eq!(house.visit_of(&adas).await?.slug(), "door-required");
        house.visit_of(&bens).await?.ok()?;
        house
            .ground
            .clock
            .advance(Duration::from_secs(9 * 24 * 3_600));
        assert_eq!(house.visit_of(&bens).await?.slug(), "door-required");
        Ok(())
    }

    #[tokio::test]
    async fn the_page_asks_as_often_as_it_likes_and_nothing_changes() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        let before = house.rows_written().await?;
        house.visit_of(&cookie).await?.ok()?;
        house.visit_of(&cookie).await?.ok()?;
        assert_eq!(house.rows_written().await?, before);
        Ok(())
    }

    #[tokio::test]
    async fn when_the_session_closes_the_visit_has_ended() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.close_session().await?;
        let visit = house.visit_of(&cookie).await?.ok()?;
        assert_eq!(visit["state"], "ended");
        Ok(())
    }

    #[tokio::test]
    async fn a_visit_carries_no_other_member_and_no_topic() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        house.joined(house.key.token(house.ben, 1).expose()).await?;
        let text = house.visit_of(&cookie).await?.ok()?.to_string();
        let bens = house.ben.to_string();
        for said in ["Fernsby", "Ben", "heart", bens.as_str()] {
            assert!(!text.contains(said), "{said} in {text}");
        }
        Ok(())
    }
}
