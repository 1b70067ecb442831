//! `POST /api/patients/alike`: whether somebody may be on the register already.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::care::List;
use crate::people::alike::Draft;
use crate::people::register::{Alike, alike};
use crate::routes::items::Items;

/// Patients of the caller's organisation who may be the person of the card that is being typed,
/// with the reasons. Audited as one listing when anybody is named.
#[utoipa::path(
    post,
    path = "/api/patients/alike",
    tag = "care",
    request_body = Draft,
    responses((status = 200, body = Items<Alike>))
)]
pub(super) async fn patients_alike(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(draft): Json<Draft>,
) -> Result<Json<Items<Alike>>, Problem> {
    caller.require(Role::Prescriber)?;
    let mut tx = care.ground.db.read().await?;
    let items = alike(&mut tx, caller.organisation, &draft, &care.people).await?;
    drop(tx);
    if !items.is_empty() {
        care.record_listing(&caller, List::Patients, items.len())
            .await?;
    }
    Ok(Json(Items { items }))
}
