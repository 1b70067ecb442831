//! `POST /api/tasks`: somebody writes down what has to be done.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, TaskId};

use crate::Care;
use crate::caseload::task::NewTask;

/// The task that was written down.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AddedTask {
    id: TaskId,
}

/// Writes a task down, for the caller or a colleague.
#[utoipa::path(
    post,
    path = "/api/tasks",
    tag = "care",
    request_body = NewTask,
    responses(
        (status = 201, body = AddedTask),
        (status = 404, description = "No such referral", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn add_task(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(task): Json<NewTask>,
) -> Result<(StatusCode, Json<AddedTask>), Problem> {
    caller.require(Role::LinkWorker)?;
    let id = care.add_task(&caller, &task).await?;
    Ok((StatusCode::CREATED, Json(AddedTask { id })))
}
