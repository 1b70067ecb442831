//! `POST /api/memberships/{id}/return`: a patient who left a group comes back.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{MembershipId, Role, StaffCaller};

use super::match_to_group::Matched;
use crate::Care;

/// Gives somebody who left their place and their door link back, as long as a place is free.
#[utoipa::path(
    post,
    path = "/api/memberships/{id}/return",
    tag = "care",
    params(("id" = MembershipId, Path)),
    responses(
        (status = 200, body = Matched),
        (status = 404, body = Problem),
        (status = 409, description = "`group-full`, `already-matched`, `already-decided`", body = Problem),
    )
)]
pub(super) async fn come_back(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<MembershipId>,
) -> Result<Json<Matched>, Problem> {
    caller.require(Role::LinkWorker)?;
    let place = care.come_back(&caller, id).await?;
    Ok(Json(place.into()))
}
