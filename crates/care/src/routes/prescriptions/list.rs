//! `GET /api/prescriptions`: what a prescriber prescribed, and how far each has come.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::care::List;
use crate::prescriptions::prescription::PrescriptionRow;
use crate::prescriptions::store::prescriptions;
use crate::routes::items::Items;

/// The caller's own prescriptions, newest first. Reading them is audited.
#[utoipa::path(
    get,
    path = "/api/prescriptions",
    tag = "care",
    responses((status = 200, body = Items<PrescriptionRow>))
)]
pub(super) async fn list_prescriptions(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Items<PrescriptionRow>>, Problem> {
    caller.require(Role::Prescriber)?;
    let mut tx = care.ground.db.read().await?;
    let stored = prescriptions::list(&mut tx, &caller).await?;
    drop(tx);
    care.record_listing(&caller, List::Prescriptions, stored.len())
        .await?;
    Ok(Json(Items::from_each(stored)))
}
