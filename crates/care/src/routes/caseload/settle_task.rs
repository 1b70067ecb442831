//! `POST /api/tasks/{id}/settle`: a task is done, or open again.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, TaskId};

use crate::Care;

/// Whether it is done.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SettleTask {
    done: bool,
}

/// Says that a task is done, or takes that back.
#[utoipa::path(
    post,
    path = "/api/tasks/{id}/settle",
    tag = "care",
    params(("id" = TaskId, Path)),
    request_body = SettleTask,
    responses(
        (status = 204),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn settle_task(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<TaskId>,
    Json(settled): Json<SettleTask>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::LinkWorker)?;
    care.settle_task(&caller, id, settled.done).await?;
    Ok(StatusCode::NO_CONTENT)
}
