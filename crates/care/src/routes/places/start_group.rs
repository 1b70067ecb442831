//! `POST /api/unmet-demand/groups`: a link worker starts a group that people look for.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::groups::rows as groups;
use crate::groups::{GroupRow, NewGroup};
use crate::places::Sought;

/// A group, and what it answers to.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct GroupToStart {
    sought: Sought,
    group: NewGroup,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct GroupStarted {
    group: GroupRow,
    /// How many were offered a place.
    invited: usize,
    /// How many wait for one.
    waiting: usize,
}

/// Makes a group and offers its places to those who look for one of its kind.
#[utoipa::path(
    post,
    path = "/api/unmet-demand/groups",
    tag = "care",
    request_body = GroupToStart,
    responses(
        (status = 201, body = GroupStarted),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn start_group(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(start): Json<GroupToStart>,
) -> Result<(StatusCode, Json<GroupStarted>), Problem> {
    caller.require(Role::LinkWorker)?;
    let started = care
        .start_group(&caller, &start.sought, &start.group)
        .await?;
    let mut tx = care.ground.db.read().await?;
    let group = groups::find(&mut tx, caller.organisation, started.group).await?;
    let told = GroupStarted {
        group: group.ok_or_else(Problem::not_found)?,
        invited: started.invited,
        waiting: started.waiting,
    };
    Ok((StatusCode::CREATED, Json(told)))
}
