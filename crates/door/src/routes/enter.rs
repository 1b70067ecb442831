//! `POST /api/door/enter`: into the waiting room, or back into the room.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::PatientCaller;

use super::visit::Visit;
use crate::Door;

#[utoipa::path(
    post, path = "/api/door/enter", tag = "door",
    responses((status = 200, body = Visit), (status = 401, body = Problem))
)]
pub(crate) async fn enter(
    State(door): State<Door>,
    Who(caller): Who<PatientCaller>,
) -> Result<Json<Visit>, Problem> {
    Ok(Json(door.enter(&caller).await?.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;

    use crate::fixture::House;

    #[tokio::test]
    async fn who_left_after_admission_comes_back_without_waiting() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        assert_eq!(house.leave(&cookie).await?.ok()?["state"], "left");
        assert_eq!(house.enter(&cookie).await?.ok()?["state"], "admitted");
        house.media_token(&cookie).await?.ok()?;
        Ok(())
    }

    #[tokio::test]
    async fn who_left_the_waiting_room_waits_again() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        house.leave(&cookie).await?.ok()?;
        assert_eq!(house.enter(&cookie).await?.ok()?["state"], "waiting");
        let kinds = house.event_kinds().await?;
        assert_eq!(
            kinds.iter().filter(|kind| *kind == "door.waiting").count(),
            2
        );
        Ok(())
    }

    #[tokio::test]
    async fn who_was_removed_does_not_enter() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.remove(&cookie).await?.ok()?;
        assert_eq!(house.enter(&cookie).await?.ok()?["state"], "removed");
        let again = house.joined_with(&house.token(), Some(&cookie)).await?;
        assert_eq!(house.visit_of(&again).await?.ok()?["state"], "removed");
        Ok(())
    }

    #[tokio::test]
    async fn entering_needs_a_cookie() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let answer = house.post("/api/door/enter", json!(null), None).await?;
        assert_eq!((answer.status, answer.slug()), (401, "door-required"));
        Ok(())
    }
}
