//! `GET /api/groups`: the groups of an organisation.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::groups::GroupRow;
use crate::groups::store as groups;
use crate::routes::items::Items;

/// The groups of the caller's organisation, by name.
#[utoipa::path(
    get,
    path = "/api/groups",
    tag = "care",
    responses((status = 200, body = Items<GroupRow>))
)]
pub(super) async fn list_groups(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Items<GroupRow>>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    let mut tx = care.ground.db.read().await?;
    let items = groups::list(&mut tx, caller.organisation).await?;
    Ok(Json(Items { items }))
}
