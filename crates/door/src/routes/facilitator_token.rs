//! `POST /api/sessions/{id}/media-token`: the facilitator's way into the room.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, SessionId, StaffCaller};

use super::media_token::MediaToken;
use crate::Door;

#[utoipa::path(
    post, path = "/api/sessions/{id}/media-token", tag = "door",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = MediaToken), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)
    )
)]
pub(crate) async fn facilitator_token(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(session): Path<SessionId>,
) -> Result<Json<MediaToken>, Problem> {
    caller.require(Role::Facilitator)?;
    Ok(Json(
        door.facilitator_ticket(&caller, session).await?.into(),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, refuses_all_but};

    fn path(house: &House) -> String {
        format!("/api/sessions/{}/media-token", house.session)
    }

    #[tokio::test]
    async fn a_facilitator_enters_an_open_room_by_name() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let early = house
            .post_as(&house.facilitator(), &path(&house), Value::Null)
            .await?;
        assert_eq!((early.status, early.slug()), (409, "session-not-open"));
        house.open_session().await?;
        house
            .post_as(&house.facilitator(), &path(&house), Value::Null)
            .await?
            .ok()?;
        let first = house.plane.last_grant().unwrap();
        assert!(first.facilitator);
        assert_eq!(first.display_name, "Fay Cilitator");
        house
            .post_as(&house.facilitator(), &path(&house), Value::Null)
            .await?
            .ok()?;
        assert_eq!(house.plane.last_grant().unwrap().identity, first.identity);
        assert_eq!(house.audit_actions().await?, ["session.entered"; 2]);
        Ok(())
    }

    #[tokio::test]
    async fn only_facilitators_of_the_group_enter() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let answer = house
            .post_as(&house.other_facilitator(), &path(&house), Value::Null)
            .await?;
        assert_eq!(answer.status, 403);
        refuses_all_but(
            &house,
            &[Role::Facilitator],
            "POST",
            &path(&house),
            Value::Null,
        )
        .await
    }
}
