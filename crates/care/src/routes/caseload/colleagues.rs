//! `GET /api/colleagues`: to whom a referral or a task can be given.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::caseload::store::colleagues;
use crate::named::Named;
use crate::routes::items::Items;

/// The link workers of the caller's organisation, the caller among them.
#[utoipa::path(
    get,
    path = "/api/colleagues",
    tag = "care",
    responses((status = 200, body = Items<Named>))
)]
pub(super) async fn list_colleagues(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Items<Named>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let items = colleagues::holding(&mut tx, caller.organisation, Role::LinkWorker).await?;
    Ok(Json(Items { items }))
}
