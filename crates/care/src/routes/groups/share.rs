//! `POST /api/groups/{id}/share`: a link worker shows a group to partner organisations, or no longer.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, Role, StaffCaller};

use super::edit::row;
use crate::Care;
use crate::groups::GroupRow;

/// Whether partners are to see it.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct GroupSharing {
    shared: bool,
}

/// Shares a group with the caller's partner organisations, or takes it back. Sharing tells what the
/// group is and whether it has room, and never who is in it.
#[utoipa::path(
    post,
    path = "/api/groups/{id}/share",
    tag = "care",
    params(("id" = GroupId, Path)),
    request_body = GroupSharing,
    responses(
        (status = 200, body = GroupRow),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn share_group(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<GroupId>,
    Json(sharing): Json<GroupSharing>,
) -> Result<Json<GroupRow>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.share_group(&caller, id, sharing.shared).await?;
    row(&care, &caller, id).await
}
