//! `POST /api/memberships/{id}/door-link/reissue`: a new link; the old one is revoked.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{MembershipId, StaffCaller};

use super::door_link::{DoorLink, HOLDERS};
use crate::Door;

#[utoipa::path(
    post, path = "/api/memberships/{id}/door-link/reissue", tag = "door",
    params(("id" = MembershipId, Path)),
    responses(
        (status = 200, body = DoorLink), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
pub(crate) async fn reissue(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(membership): Path<MembershipId>,
) -> Result<Json<DoorLink>, Problem> {
    caller.require_any(HOLDERS)?;
    Ok(Json(door.reissue_link(&caller, membership).await?.into()))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, refuses_all_but};

    #[tokio::test]
    async fn a_new_link_ends_the_old_one_its_devices_and_a_live_call() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.media_token(&cookie).await?.ok()?;
        let identity = house.plane.last_grant().unwrap().identity;
        let link = house.reissue().await?;
        assert_eq!(link["generation"], 2);
        assert_eq!(house.plane.removed(), [identity]);
        assert_eq!(house.visit_of(&cookie).await?.status, 401);
        assert_eq!(house.media_token(&cookie).await?.status, 401);
        let kinds = house.event_kinds().await?;
        assert!(kinds.contains(&"door_link.revoked".to_owned()));
        assert!(kinds.contains(&"door.removed".to_owned()));
        Ok(())
    }

    #[tokio::test]
    async fn the_first_device_on_a_new_link_is_not_flagged() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.joined(&house.token()).await?;
        house.reissue().await?;
        let cookie = house.joined(house.key.token(house.ada, 2).expose()).await?;
        assert_eq!(house.visit_of(&cookie).await?.ok()?["new_device"], false);
        Ok(())
    }

    #[tokio::test]
    async fn a_revoked_link_can_be_replaced() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.revoke("lost phone").await?;
        house.reissue().await?;
        house
            .look(house.key.token(house.ada, 2).expose())
            .await?
            .ok()?;
        Ok(())
    }

    #[tokio::test]
    async fn a_facilitator_of_another_group_does_not_replace_it() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = format!("/api/memberships/{}/door-link/reissue", house.ada);
        let other = house.other_facilitator();
        let refused = house.post_as(&other, &path, Value::Null).await?;
        assert_eq!((refused.status, refused.slug()), (403, "not-allowed"));
        house.look(&house.token()).await?.ok()?;
        assert!(house.audit_actions().await?.is_empty());
        let own = house.facilitator();
        house.post_as(&own, &path, Value::Null).await?.ok()?;
        Ok(())
    }

    #[tokio::test]
    async fn only_facilitators_and_link_workers_of_the_groups_organisation_replace_it()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = format!("/api/memberships/{}/door-link/reissue", house.ada);
        let allowed = [Role::Facilitator, Role::LinkWorker];
        refuses_all_but(&house, &allowed, "POST", &path, Value::Null).await
    }
}
