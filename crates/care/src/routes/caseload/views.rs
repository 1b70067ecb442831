//! `GET /api/caseload-views`: the ways of looking at the caseload that the caller keeps.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::caseload::store::views;
use crate::caseload::view::View;
use crate::routes::items::Items;

/// The caller's own views, by name.
#[utoipa::path(
    get,
    path = "/api/caseload-views",
    tag = "care",
    responses((status = 200, body = Items<View>))
)]
pub(super) async fn list_views(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Items<View>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let items = views::list(&mut tx, &caller).await?;
    Ok(Json(Items { items }))
}
