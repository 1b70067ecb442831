//! `GET /api/memberships/{id}/door-link`: the link, for a letter or a call. Reading is recorded.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{MembershipId, Role, StaffCaller};

use crate::{Door, link};

/// Who may hold a patient's link in hand.
pub(super) const HOLDERS: &[Role] = &[Role::Facilitator, Role::LinkWorker];

/// A patient's personal link.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoorLink {
    url: String,
    /// How often it was replaced, plus one.
    generation: i64,
    /// From when on it no longer opens; absent while no session is scheduled.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
}

#[utoipa::path(
    get, path = "/api/memberships/{id}/door-link", tag = "door",
    params(("id" = MembershipId, Path)),
    responses(
        (status = 200, body = DoorLink), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)
    )
)]
pub(crate) async fn door_link(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(membership): Path<MembershipId>,
) -> Result<Json<DoorLink>, Problem> {
    caller.require_any(HOLDERS)?;
    Ok(Json(door.read_link(&caller, membership).await?.into()))
}

impl From<link::DoorLink> for DoorLink {
    fn from(link: link::DoorLink) -> Self {
        Self {
            url: link.url,
            generation: link.generation,
            expires_at: link.expires_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::{House, refuses_all_but};

    fn path(house: &House) -> String {
        format!("/api/memberships/{}/door-link", house.ada)
    }

    #[tokio::test]
    async fn staff_read_the_link_and_the_audit_trail_knows() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let link = house
            .get_as(&house.link_worker(), &path(&house))
            .await?
            .ok()?;
        assert_eq!(
            link["url"],
            format!("https://meet.example.org/d/{}", house.token())
        );
        assert_eq!(link["generation"], 1);
        assert!(link["expires_at"].is_i64());
        assert_eq!(house.audit_actions().await?, ["door_link.read"]);
        Ok(())
    }

    #[tokio::test]
    async fn a_link_can_be_given_before_its_event_was_consumed() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.forget_links().await?;
        house
            .get_as(&house.facilitator(), &path(&house))
            .await?
            .ok()?;
        house.look(&house.token()).await?.ok()?;
        Ok(())
    }

    #[tokio::test]
    async fn a_facilitator_of_another_group_does_not_read_it() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = format!("/api/memberships/{}/door-link", house.ada);
        let refused = house.get_as(&house.other_facilitator(), &path).await?;
        assert_eq!((refused.status, refused.slug()), (403, "not-allowed"));
        house.look(&house.token()).await?.ok()?;
        assert!(house.audit_actions().await?.is_empty());
        house.get_as(&house.facilitator(), &path).await?.ok()?;
        Ok(())
    }

    #[tokio::test]
    async fn only_facilitators_and_link_workers_of_the_groups_organisation_read_it()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = path(&house);
        let allowed = [Role::Facilitator, Role::LinkWorker];
        refuses_all_but(&house, &allowed, "GET", &path, Value::Null).await
    }
}
