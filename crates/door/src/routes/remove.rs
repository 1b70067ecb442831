//! `POST /api/sessions/{id}/remove`: ends a visit, in the room or in the waiting room.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{DoorSessionId, Role, SessionId, StaffCaller};

use crate::Door;

#[derive(Deserialize, ToSchema)]
pub(crate) struct RemoveAsk {
    door_session_id: DoorSessionId,
    reason: String,
}

/// Whose visit ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct Removed {
    removed: DoorSessionId,
}

#[utoipa::path(
    post, path = "/api/sessions/{id}/remove", request_body = RemoveAsk, tag = "door",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = Removed), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn remove(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(session): Path<SessionId>,
    Json(ask): Json<RemoveAsk>,
) -> Result<Json<Removed>, Problem> {
    caller.require(Role::Facilitator)?;
    let reason = super::reason(&ask.reason)?;
    let removed = ask.door_session_id;
    door.remove(&caller, session, removed, reason).await?;
    Ok(Json(Removed { removed }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, refuses_all_but};

    #[tokio::test]
    async fn who_is_removed_is_put_out_and_gets_no_new_token() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.media_token(&cookie).await?.ok()?;
        let identity = house.plane.last_grant().unwrap().identity;
        house.remove(&cookie).await?.ok()?;
        assert_eq!(house.plane.removed(), [identity]);
        assert_eq!(house.media_token(&cookie).await?.slug(), "not-admitted");
        assert_eq!(house.visit_of(&cookie).await?.ok()?["state"], "removed");
        assert!(
            house
                .event_kinds()
                .await?
                .contains(&"door.removed".to_owned())
        );
        assert!(
            house
                .audit_actions()
                .await?
                .contains(&"visit.removed".to_owned())
        );
        Ok(())
    }

    #[tokio::test]
    async fn a_removal_stands_though_the_media_plane_is_out_of_reach() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.plane.fail(true);
        house.remove(&cookie).await?.ok()?;
        house.plane.fail(false);
        assert_eq!(house.media_token(&cookie).await?.slug(), "not-admitted");
        Ok(())
    }

    #[tokio::test]
    async fn only_facilitators_of_the_group_remove() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        let device = house.device_of(&cookie).await?;
        let path = format!("/api/sessions/{}/remove", house.session);
        let ask = json!({ "door_session_id": device, "reason": "unwell" });
        let answer = house
            .post_as(&house.other_facilitator(), &path, ask.clone())
            .await?;
        assert_eq!(answer.status, 403);
        refuses_all_but(&house, &[Role::Facilitator], "POST", &path, ask).await
    }

    #[tokio::test]
    async fn removing_needs_a_reason_and_somebody() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let path = format!("/api/sessions/{}/remove", house.session);
        let nobody = json!({ "door_session_id": house.ada, "reason": "unwell" });
        let answer = house.post_as(&house.facilitator(), &path, nobody).await?;
        assert_eq!(answer.status, 404);
        let no_reason = json!({ "door_session_id": house.ada, "reason": "" });
        let answer = house
            .post_as(&house.facilitator(), &path, no_reason)
            .await?;
        assert_eq!(answer.status, 422);
        Ok(())
    }
}
