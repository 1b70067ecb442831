//! `GET /api/unmet-demand`: what groups people look for and have no place in.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::places::demand::{Demand, demands};
use crate::places::seekers;
use crate::routes::items::Items;

/// What people look for with the help of the caller's organisation, by most people first. It
/// names nobody.
#[utoipa::path(
    get,
    path = "/api/unmet-demand",
    tag = "care",
    responses((status = 200, body = Items<Demand>))
)]
pub(super) async fn unmet_demand(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Items<Demand>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let seeking = seekers::of_organisation(&mut tx, caller.organisation).await?;
    let items = demands(&seeking);
    Ok(Json(Items { items }))
}
