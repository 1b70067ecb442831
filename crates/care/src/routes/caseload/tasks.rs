//! `GET /api/tasks`: what the caller has to do.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wellmet_foundation::http::{Json, Problem, Query, Who};
use wellmet_vocabulary::{Role, StaffCaller, TaskId};

use crate::Care;
use crate::care::List;
use crate::caseload::store::tasks;
use crate::caseload::task::Task;
use crate::routes::items::Items;

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Beyond {
    /// The last task of the page before; fewer than 50 answered mean that there are no more.
    after: Option<TaskId>,
}

/// The caller's open tasks, and those that are anybody's; what is due first comes first. Reading
/// them is audited.
#[utoipa::path(
    get,
    path = "/api/tasks",
    tag = "care",
    params(Beyond),
    responses((status = 200, body = Items<Task>))
)]
pub(super) async fn list_tasks(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Query(beyond): Query<Beyond>,
) -> Result<Json<Items<Task>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let items = tasks::to_do(&mut tx, &caller, beyond.after).await?;
    drop(tx);
    care.record_listing(&caller, List::Tasks, items.len())
        .await?;
    Ok(Json(Items { items }))
}
