//! `GET /api/groups/{id}/line`: who waits for a place in a group, and for whom one is kept.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, Role, StaffCaller};

use crate::Care;
use crate::groups::rows as groups;
use crate::places::line::{self, Waiting};
use crate::places::offers::{self, OfferLine};

/// Who would like to come.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupLine {
    /// Places kept for somebody, those that run out first before the others.
    offers: Vec<OfferLine>,
    /// In the order of coming.
    waiting: Vec<Waiting>,
}

/// The line of a group of the caller's organisation. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/groups/{id}/line",
    tag = "care",
    params(("id" = GroupId, Path)),
    responses(
        (status = 200, body = GroupLine),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_line(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<GroupId>,
) -> Result<Json<GroupLine>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let group = groups::find(&mut tx, caller.organisation, id).await?;
    if group.is_none() {
        return Err(Problem::not_found());
    }
    let line = GroupLine {
        offers: offers::lines_of_group(&mut tx, id).await?,
        waiting: line::of_group(&mut tx, id).await?,
    };
    drop(tx);
    care.record_reading(&caller, "group", id).await?;
    Ok(Json(line))
}
