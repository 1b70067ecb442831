//! `POST /api/sessions/{id}/admit`: lets in who waits, one or all.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{FieldError, Json, Path, Problem, Who};
use wellmet_vocabulary::{DoorSessionId, Role, SessionId, StaffCaller};

use crate::Door;
use crate::admission::Admit;

#[derive(Deserialize, ToSchema)]
pub(crate) struct AdmitAsk {
    /// Everybody who waits, but for who is let in by name only (`by_name` of the session's people):
    /// on a device that is new, or by a link from which somebody was removed from this session.
    #[serde(default)]
    all: bool,
    /// Or these devices.
    #[serde(default)]
    door_session_ids: Vec<DoorSessionId>,
}

/// Who was let in just now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Admitted {
    /// Their devices.
    admitted: Vec<DoorSessionId>,
}

#[utoipa::path(
    post, path = "/api/sessions/{id}/admit", request_body = AdmitAsk, tag = "door",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = Admitted), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn admit(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(session): Path<SessionId>,
    Json(ask): Json<AdmitAsk>,
) -> Result<Json<Admitted>, Problem> {
    caller.require(Role::Facilitator)?;
    let whom = whom(ask)?;
    let admitted = door.admit(&caller, session, &whom).await?;
    Ok(Json(Admitted { admitted }))
}

fn whom(ask: AdmitAsk) -> Result<Admit, Problem> {
    if ask.all {
        return Ok(Admit::All);
    }
    if ask.door_session_ids.is_empty() {
        let error = FieldError::new("door_session_ids", "Say whom to let in.");
        return Err(Problem::invalid(vec![error]));
    }
    Ok(Admit::These(ask.door_session_ids))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, refuses_all_but};

    fn path(house: &House) -> String {
        format!("/api/sessions/{}/admit", house.session)
    }

    #[tokio::test]
    async fn one_is_let_in_and_the_other_goes_on_waiting() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let adas = house.joined(&house.token()).await?;
        let bens = house.joined(house.key.token(house.ben, 1).expose()).await?;
        let device = house.device_of(&adas).await?;
        let ask = json!({ "door_session_ids": [device] });
        let answer = house
            .post_as(&house.facilitator(), &path(&house), ask.clone())
            .await?;
        assert_eq!(answer.ok()?["admitted"], json!([device]));
        let again = house
            .post_as(&house.facilitator(), &path(&house), ask)
            .await?;
        assert_eq!(again.ok()?["admitted"], json!([]), "once is enough");
        assert_eq!(house.visit_of(&adas).await?.ok()?["state"], "admitted");
        assert_eq!(house.visit_of(&bens).await?.ok()?["state"], "waiting");
        let kinds = house.event_kinds().await?;
        assert_eq!(
            kinds.iter().filter(|kind| *kind == "door.admitted").count(),
            1
        );
        Ok(())
    }

    #[tokio::test]
    async fn a_new_device_waits_until_it_is_let_in_by_name() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let known = house.joined(&house.token()).await?;
        let new = house.joined(&house.token()).await?;
        house.admit_all().await?;
        assert_eq!(house.visit_of(&known).await?.ok()?["state"], "admitted");
        assert_eq!(house.visit_of(&new).await?.ok()?["state"], "waiting");
        house.admit(&new).await?;
        assert_eq!(house.visit_of(&new).await?.ok()?["state"], "admitted");
        Ok(())
    }

    #[tokio::test]
    async fn a_second_device_let_in_by_name_is_known_from_then_on() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        house.joined(&house.token()).await?;
        house.ground.clock.advance(Duration::from_secs(60));
        let second = house.joined(&house.token()).await?;
        assert_eq!(house.visit_of(&second).await?.ok()?["new_device"], true);
        house.admit(&second).await?;
        assert_eq!(house.visit_of(&second).await?.ok()?["new_device"], false);
        house.remove(&second).await?.ok()?;
        assert_eq!(
            house.visit_of(&second).await?.ok()?["new_device"],
            true,
            "whoever removed it did not trust it"
        );
        Ok(())
    }

    #[tokio::test]
    async fn who_was_removed_and_came_back_waits_while_all_others_are_let_in() -> anyhow::Result<()>
    {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let removed = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.remove(&removed).await?.ok()?;
        house.reissue().await?;
        let by_new_link = house.joined(house.key.token(house.ada, 2).expose()).await?;
        let bens = house.joined(house.key.token(house.ben, 1).expose()).await?;
        house.admit_all().await?;
        assert_eq!(house.visit_of(&bens).await?.ok()?["state"], "admitted");
        let visit = house.visit_of(&by_new_link).await?.ok()?;
        assert_eq!(
            (&visit["state"], &visit["new_device"]),
            (&json!("waiting"), &json!(false))
        );
        house.admit(&by_new_link).await?;
        assert_eq!(
            house.visit_of(&by_new_link).await?.ok()?["state"],
            "admitted"
        );
        Ok(())
    }

    #[tokio::test]
    async fn who_left_the_waiting_room_is_not_let_in_behind_their_back() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.leave(&cookie).await?.ok()?;
        house.admit_all().await?;
        assert_eq!(house.visit_of(&cookie).await?.ok()?["state"], "left");
        Ok(())
    }

    #[tokio::test]
    async fn nobody_is_let_in_before_the_room_is_open_or_after_it_closed() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.joined(&house.token()).await?;
        let all = json!({ "all": true });
        let early = house
            .post_as(&house.facilitator(), &path(&house), all.clone())
            .await?;
        assert_eq!((early.status, early.slug()), (409, "session-not-open"));
        house.open_session().await?;
        house.close_session().await?;
        let late = house
            .post_as(&house.facilitator(), &path(&house), all)
            .await?;
        assert_eq!(late.slug(), "session-not-open");
        Ok(())
    }

    #[tokio::test]
    async fn a_device_of_another_session_is_not_found() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let ask = json!({ "door_session_ids": [house.ada] });
        let answer = house
            .post_as(&house.facilitator(), &path(&house), ask)
            .await?;
        assert_eq!(answer.status, 404);
        let none = house
            .post_as(&house.facilitator(), &path(&house), json!({}))
            .await?;
        assert_eq!(none.status, 422);
        Ok(())
    }

    #[tokio::test]
    async fn only_facilitators_of_the_group_let_in() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let ask = json!({ "all": true });
        let other = house.other_facilitator();
        let answer = house.post_as(&other, &path(&house), ask.clone()).await?;
        assert_eq!((answer.status, answer.slug()), (403, "not-allowed"));
        refuses_all_but(&house, &[Role::Facilitator], "POST", &path(&house), ask).await
    }
}
