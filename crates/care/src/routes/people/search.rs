//! `POST /api/patients/search`: finding a patient again by what one remembers of them.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::care::List;
use crate::people::register::PatientRow;
use crate::people::store::search;
use crate::people::terms::sought;

/// As many as fit on a page; who finds more types more.
const MOST_FOUND: usize = 20;

/// What somebody looks for. It stands in the body, because addresses are logged on their way.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Search {
    /// Names or their beginnings, a birth date, a telephone number or its end, an address or an
    /// identifier, in any order.
    #[schema(value_type = String)]
    text: Pii<String>,
}

/// Who was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    items: Vec<PatientRow>,
    /// Whether more would fit than are told.
    more: bool,
}

/// Patients of the caller's organisation that fit what was typed, by name. Audited as one listing.
#[utoipa::path(
    post,
    path = "/api/patients/search",
    tag = "care",
    request_body = Search,
    responses((status = 200, body = Found))
)]
pub(super) async fn search_patients(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(asked): Json<Search>,
) -> Result<Json<Found>, Problem> {
    caller.require(Role::Prescriber)?;
    let sought = sought(&asked.text);
    if sought.is_empty() {
        return Ok(Json(Found {
            items: Vec::new(),
            more: false,
        }));
    }
    let mut tx = care.ground.db.read().await?;
    let most = i64::try_from(MOST_FOUND).unwrap_or(i64::MAX) + 1;
    let stored = search::find(&mut tx, caller.organisation, &sought, most).await?;
    drop(tx);
    let items: Vec<_> = stored
        .iter()
        .take(MOST_FOUND)
        .map(PatientRow::from)
        .collect();
    care.record_listing(&caller, List::Patients, items.len())
        .await?;
    let more = stored.len() > items.len();
    Ok(Json(Found { items, more }))
}
