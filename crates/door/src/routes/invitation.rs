//! `GET /api/memberships/{id}/invitation.pdf`: the link on paper. Reading is recorded.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use wellmet_foundation::http::{Path, Problem, Query, Who, pdf};
use wellmet_letter::Print;
use wellmet_vocabulary::{MembershipId, StaffCaller};

use super::door_link::HOLDERS;
use crate::Door;

/// How the letter is printed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    #[serde(default)]
    #[param(inline)]
    print: Size,
}

/// How large a letter is printed.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Size {
    /// 12 points.
    #[default]
    Standard,
    /// 18 points.
    Large,
}

#[utoipa::path(
    get, path = "/api/memberships/{id}/invitation.pdf", tag = "door",
    params(("id" = MembershipId, Path), Wanted),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, description = "`door-link-revoked`, `unprintable`", body = Problem)
    )
)]
pub(crate) async fn invitation(
    State(door): State<Door>,
    Who(caller): Who<StaffCaller>,
    Path(membership): Path<MembershipId>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    caller.require_any(HOLDERS)?;
    let print = match wanted.print {
        Size::Standard => Print::Standard,
        Size::Large => Print::Large,
    };
    let file = door.print_invitation(&caller, membership, print).await?;
    Ok(pdf("invitation.pdf", file))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use wellmet_foundation::testing::on_sqlite;

    use super::HOLDERS;
    use crate::fixture::{House, refuses_all_but};

    fn path(house: &House) -> String {
        format!("/api/memberships/{}/invitation.pdf?print=large", house.ada)
    }

    #[tokio::test]
    async fn it_is_a_file_that_no_cache_keeps_and_the_audit_trail_knows() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let answer = house.get_as(&house.link_worker(), &path(&house)).await?;
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.ok()?, "%PDF");
        assert_eq!(house.audit_actions().await?, ["door_link.read"]);
        Ok(())
    }

    #[tokio::test]
    async fn a_revoked_link_is_not_printed() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house
            .door
            .revoke_link(&house.link_worker(), house.ada, "lost letter")
            .await?;
        let answer = house.get_as(&house.link_worker(), &path(&house)).await?;
        assert_eq!((answer.status, answer.slug()), (409, "door-link-revoked"));
        Ok(())
    }

    #[tokio::test]
    async fn only_those_who_may_hold_the_link_print_it() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let path = path(&house);
        refuses_all_but(&house, HOLDERS, "GET", &path, Value::Null).await?;
        let refused = house.get_as(&house.other_facilitator(), &path).await?;
        assert_eq!((refused.status, refused.slug()), (403, "not-allowed"));
        Ok(())
    }
}
