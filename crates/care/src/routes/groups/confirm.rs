//! `POST /api/groups/{id}/confirm`: a link worker says that what is known of a group still holds.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, Role, StaffCaller};

use super::edit::row;
use crate::Care;
use crate::groups::GroupRow;

/// What was looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct GroupConfirmation {
    version: i64,
}

/// Notes that the details of a group still hold.
#[utoipa::path(
    post,
    path = "/api/groups/{id}/confirm",
    tag = "care",
    params(("id" = GroupId, Path)),
    request_body = GroupConfirmation,
    responses(
        (status = 200, body = GroupRow),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`", body = Problem),
    )
)]
pub(super) async fn confirm_group(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<GroupId>,
    Json(seen): Json<GroupConfirmation>,
) -> Result<Json<GroupRow>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.confirm_group(&caller, id, seen.version).await?;
    row(&care, &caller, id).await
}
