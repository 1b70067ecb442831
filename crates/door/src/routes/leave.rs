//! `POST /api/door/leave`: leaving is quiet.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::PatientCaller;

use super::visit::Visit;
use crate::Door;

#[utoipa::path(
    post, path = "/api/door/leave", tag = "door",
    responses((status = 200, body = Visit), (status = 401, body = Problem))
)]
pub(crate) async fn leave(
    State(door): State<Door>,
    Who(caller): Who<PatientCaller>,
) -> Result<Json<Visit>, Problem> {
    Ok(Json(door.leave(&caller).await?.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;

    use crate::fixture::House;

    #[tokio::test]
    async fn leaving_twice_is_leaving_once() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        house.leave(&cookie).await?.ok()?;
        assert_eq!(house.leave(&cookie).await?.ok()?["state"], "left");
        let kinds = house.event_kinds().await?;
        assert_eq!(kinds.iter().filter(|kind| *kind == "door.left").count(), 1);
        Ok(())
    }

    #[tokio::test]
    async fn who_left_gets_no_media_token_until_they_enter_again() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.leave(&cookie).await?.ok()?;
        assert_eq!(house.media_token(&cookie).await?.slug(), "not-admitted");
        Ok(())
    }

    #[tokio::test]
    async fn leaving_needs_a_cookie() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let answer = house.post("/api/door/leave", json!(null), None).await?;
        assert_eq!((answer.status, answer.slug()), (401, "door-required"));
        Ok(())
    }
}
