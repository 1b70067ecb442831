//! `GET /api/groups/{id}`: a group and its roster.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, Role, StaffCaller};

use crate::Care;
use crate::groups::GroupDetail;
use crate::groups::{rows, store as groups};
use crate::places::memberships;

/// A group of the caller's organisation, with its members' names: for link workers, and for the
/// facilitators who lead it. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/groups/{id}",
    tag = "care",
    params(("id" = GroupId, Path)),
    responses(
        (status = 200, body = GroupDetail),
        (status = 403, description = "`not-allowed`: a facilitator of other groups", body = Problem),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_group(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<GroupId>,
) -> Result<Json<GroupDetail>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    let mut tx = care.ground.db.read().await?;
    let row = rows::find(&mut tx, caller.organisation, id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    if !groups::leads(&mut tx, id, caller.staff).await? {
        caller.require(Role::LinkWorker)?;
    }
    let roster = memberships::roster(&mut tx, caller.organisation, id).await?;
    drop(tx);
    care.record_reading(&caller, "group", id).await?;
    Ok(Json(GroupDetail { row, roster }))
}
