//! `POST /api/groups/search`: the groups of an organisation.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::groups::rows;
use crate::groups::search::{GroupPage, GroupsWanted};

/// The groups of the caller's organisation, by name, 50 a page.
#[utoipa::path(
    post,
    path = "/api/groups/search",
    tag = "care",
    request_body = GroupsWanted,
    responses(
        (status = 200, body = GroupPage),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn search_groups(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(wanted): Json<GroupsWanted>,
) -> Result<Json<GroupPage>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    let wanted = wanted.checked()?;
    let mut tx = care.ground.db.read().await?;
    let page = rows::page(&mut tx, caller.organisation, &wanted).await?;
    Ok(Json(page))
}
