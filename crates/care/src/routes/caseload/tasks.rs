//! `GET /api/tasks`: what the caller has to do.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::care::List;
use crate::caseload::store::tasks;
use crate::caseload::task::Task;
use crate::routes::items::Items;

/// The caller's open tasks, and those that are anybody's; what is due first comes first, at most
/// a hundred. Reading them is audited.
#[utoipa::path(
    get,
    path = "/api/tasks",
    tag = "care",
    responses((status = 200, body = Items<Task>))
)]
pub(super) async fn list_tasks(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Items<Task>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let items = tasks::to_do(&mut tx, &caller).await?;
    drop(tx);
    care.record_listing(&caller, List::Tasks, items.len())
        .await?;
    Ok(Json(Items { items }))
}
