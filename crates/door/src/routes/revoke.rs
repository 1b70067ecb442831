//! `POST /api/memberships/{id}/door-link/revoke`: shuts the door, and ends a live call.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{MembershipId, StaffCaller};

use super::door_link::HOLDERS;
use crate::Door;

#[derive(Deserialize, ToSchema)]
pub(crate) struct LinkRevocation {
    reason: String,
}

#[utoipa::path(
    post, path = "/api/memberships/{id}/door-link/revoke", request_body = LinkRevocation,
    tag = "door", params(("id" = MembershipId, Path)),
    responses(
        (status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)
    )
)]
pub(crate) async fn revoke(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(membership): Path<MembershipId>,
    Json(ask): Json<LinkRevocation>,
) -> Result<StatusCode, Problem> {
    caller.require_any(HOLDERS)?;
    let reason = super::reason(&ask.reason)?;
    door.revoke_link(&caller, membership, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, refuses_all_but};

    #[tokio::test]
    async fn revoking_ends_a_live_call_and_shuts_the_door() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.media_token(&cookie).await?.ok()?;
        let identity = house.plane.last_grant().unwrap().identity;
        house.revoke("a stranger has it").await?;
        assert_eq!(house.plane.removed(), [identity]);
        assert_eq!(house.enter(&cookie).await?.status, 401);
        assert_eq!(house.look(&house.token()).await?.status, 404);
        let path = format!("/api/memberships/{}/door-link", house.ada);
        let answer = house.get_as(&house.link_worker(), &path).await?;
        assert_eq!((answer.status, answer.slug()), (409, "door-link-revoked"));
        assert_eq!(house.audit_reasons().await?, ["a stranger has it"]);
        Ok(())
    }

    #[tokio::test]
    async fn a_revoked_device_cannot_be_readmitted() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        let device = house.device_of(&cookie).await?;
        house.revoke("a stranger has it").await?;
        let path = format!("/api/sessions/{}/readmit", house.session);
        let ask = json!({ "door_session_id": device });
        let answer = house.post_as(&house.facilitator(), &path, ask).await?;
        assert_eq!(answer.slug(), "door-link-revoked");
        Ok(())
    }

    #[tokio::test]
    async fn a_facilitator_of_another_group_does_not_revoke_it() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = format!("/api/memberships/{}/door-link/revoke", house.ada);
        let ask = json!({ "reason": "lost" });
        let other = house.other_facilitator();
        let refused = house.post_as(&other, &path, ask.clone()).await?;
        assert_eq!((refused.status, refused.slug()), (403, "not-allowed"));
        house.look(&house.token()).await?.ok()?;
        assert!(house.audit_actions().await?.is_empty());
        let own = house.post_as(&house.facilitator(), &path, ask).await?;
        assert_eq!(own.status, 204);
        Ok(())
    }

    #[tokio::test]
    async fn only_facilitators_and_link_workers_of_the_groups_organisation_revoke_it()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = format!("/api/memberships/{}/door-link/revoke", house.ada);
        let allowed = [Role::Facilitator, Role::LinkWorker];
        refuses_all_but(&house, &allowed, "POST", &path, json!({ "reason": "lost" })).await
    }

    #[tokio::test]
    async fn revoking_needs_a_reason() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = format!("/api/memberships/{}/door-link/revoke", house.ada);
        let ask = json!({ "reason": "  " });
        let answer = house.post_as(&house.link_worker(), &path, ask).await?;
        assert_eq!(answer.status, 422);
        Ok(())
    }
}
