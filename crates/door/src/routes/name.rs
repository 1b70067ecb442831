//! `POST /api/door/name`: another name for the others to see.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::PatientCaller;

use super::visit::Visit;
use crate::Door;
use crate::display_name::DisplayName;

#[derive(Deserialize, ToSchema)]
pub(crate) struct NameAsk {
    display_name: String,
}

#[utoipa::path(
    post, path = "/api/door/name", request_body = NameAsk, tag = "door",
    responses((status = 200, body = Visit), (status = 401, body = Problem), (status = 422, body = Problem))
)]
pub(crate) async fn name(
    State(door): State<Door>,
    Who(caller): Who<PatientCaller>,
    Json(ask): Json<NameAsk>,
) -> Result<Json<Visit>, Problem> {
    let name = DisplayName::parse(&ask.display_name)?;
    Ok(Json(door.rename(&caller, &name).await?.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;

    use crate::fixture::House;

    #[tokio::test]
    async fn a_new_name_shows_on_the_visit_and_in_the_room() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        let name = json!({ "display_name": " Addie " });
        let visit = house
            .post("/api/door/name", name, Some(&cookie))
            .await?
            .ok()?;
        assert_eq!(visit["display_name"], "Addie");
        house.admit_all().await?;
        house.media_token(&cookie).await?.ok()?;
        assert_eq!(house.plane.last_grant().unwrap().display_name, "Addie");
        Ok(())
    }

    #[tokio::test]
    async fn an_empty_name_and_a_stranger_are_refused() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let cookie = house.joined(&house.token()).await?;
        let empty = json!({ "display_name": "" });
        let answer = house
            .post("/api/door/name", empty.clone(), Some(&cookie))
            .await?;
        assert_eq!(answer.status, 422);
        let answer = house.post("/api/door/name", empty, None).await?;
        assert_eq!((answer.status, answer.slug()), (401, "door-required"));
        Ok(())
    }
}
