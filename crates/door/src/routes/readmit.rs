//! `POST /api/sessions/{id}/readmit`: lets a removed device in again, as a new identity.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{DoorSessionId, Role, SessionId, StaffCaller};

use crate::Door;

#[derive(Deserialize, ToSchema)]
pub(crate) struct ReadmitAsk {
    door_session_id: DoorSessionId,
}

/// Who may come in again.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readmitted {
    readmitted: DoorSessionId,
}

#[utoipa::path(
    post, path = "/api/sessions/{id}/readmit", request_body = ReadmitAsk, tag = "door",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = Readmitted), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
pub(crate) async fn readmit(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(session): Path<SessionId>,
    Json(ask): Json<ReadmitAsk>,
) -> Result<Json<Readmitted>, Problem> {
    caller.require(Role::Facilitator)?;
    let readmitted = ask.door_session_id;
    door.readmit(&caller, session, readmitted).await?;
    Ok(Json(Readmitted { readmitted }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, refuses_all_but};

    fn path(house: &House) -> String {
        format!("/api/sessions/{}/readmit", house.session)
    }

    #[tokio::test]
    async fn who_is_readmitted_is_somebody_new_to_the_media_plane() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.media_token(&cookie).await?.ok()?;
        let before = house.plane.last_grant().unwrap().identity;
        house.remove(&cookie).await?.ok()?;
        let ask = json!({ "door_session_id": house.device_of(&cookie).await? });
        house
            .post_as(&house.facilitator(), &path(&house), ask)
            .await?
            .ok()?;
        house.media_token(&cookie).await?.ok()?;
        assert_ne!(house.plane.last_grant().unwrap().identity, before);
        let kinds = house.event_kinds().await?;
        assert_eq!(
            kinds.iter().filter(|kind| *kind == "door.admitted").count(),
            2
        );
        Ok(())
    }

    #[tokio::test]
    async fn who_waits_is_not_readmitted() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        let ask = json!({ "door_session_id": house.device_of(&cookie).await? });
        house
            .post_as(&house.facilitator(), &path(&house), ask)
            .await?
            .ok()?;
        assert_eq!(house.visit_of(&cookie).await?.ok()?["state"], "waiting");
        Ok(())
    }

    #[tokio::test]
    async fn only_facilitators_of_the_group_readmit() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        let ask = json!({ "door_session_id": house.device_of(&cookie).await? });
        let answer = house
            .post_as(&house.other_facilitator(), &path(&house), ask.clone())
            .await?;
        assert_eq!(answer.status, 403);
        refuses_all_but(&house, &[Role::Facilitator], "POST", &path(&house), ask).await
    }
}
