//! `POST /api/groups`: a link worker makes a group.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::groups::rows as groups;
use crate::groups::{GroupRow, NewGroup};

/// Makes a group of the caller's organisation.
#[utoipa::path(
    post,
    path = "/api/groups",
    tag = "care",
    request_body = NewGroup,
    responses(
        (status = 201, body = GroupRow),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn add_group(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(group): Json<NewGroup>,
) -> Result<(StatusCode, Json<GroupRow>), Problem> {
    caller.require(Role::LinkWorker)?;
    let id = care.add_group(&caller, &group).await?;
    let mut tx = care.ground.db.read().await?;
    let row = groups::find(&mut tx, caller.organisation, id).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    Ok((StatusCode::CREATED, Json(row)))
}
