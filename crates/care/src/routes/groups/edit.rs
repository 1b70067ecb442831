//! `POST /api/groups/{id}`: a link worker changes what is known of a group.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, Role, StaffCaller};

use crate::Care;
use crate::groups::rows as groups;
use crate::groups::{GroupEdit, GroupRow};

/// Changes a group of the caller's organisation.
#[utoipa::path(
    post,
    path = "/api/groups/{id}",
    tag = "care",
    params(("id" = GroupId, Path)),
    request_body = GroupEdit,
    responses(
        (status = 200, body = GroupRow),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn edit_group(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<GroupId>,
    Json(edit): Json<GroupEdit>,
) -> Result<Json<GroupRow>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.edit_group(&caller, id, &edit).await?;
    row(&care, &caller, id).await
}

/// The group as it stands now.
pub(super) async fn row(
    care: &Care,
    caller: &StaffCaller,
    id: GroupId,
) -> Result<Json<GroupRow>, Problem> {
    let mut tx = care.ground.db.read().await?;
    let row = groups::find(&mut tx, caller.organisation, id).await?;
    row.map(Json).ok_or_else(Problem::not_found)
}
