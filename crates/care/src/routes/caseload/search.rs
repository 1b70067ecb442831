//! `POST /api/referrals/search`: the caseload. A search names patients, so it stands in no address.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::Care;
use crate::care::List;
use crate::caseload::search::{CaseloadRow, CaseloadSearch, Counts};
use crate::caseload::store::{counts, search};

/// A page of the caseload.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseloadPage {
    items: Vec<CaseloadRow>,
    /// Where the next page begins, to be given as `after`; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<ReferralId>,
    /// Of the whole caseload, whatever is searched.
    counts: Counts,
}

/// A page of the referrals the caller's organisation received. Reading it is audited.
#[utoipa::path(
    post,
    path = "/api/referrals/search",
    tag = "care",
    request_body = CaseloadSearch,
    responses(
        (status = 200, body = CaseloadPage),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn search_caseload(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(wanted): Json<CaseloadSearch>,
) -> Result<Json<CaseloadPage>, Problem> {
    caller.require(Role::LinkWorker)?;
    let wanted = wanted.checked()?;
    let mut tx = care.ground.db.read().await?;
    let mut items = search::page(&mut tx, &caller, &wanted).await?;
    let counts = counts::counts(&mut tx, caller.organisation).await?;
    drop(tx);
    let page = usize::try_from(search::PAGE).unwrap_or(usize::MAX);
    let more = items.len() > page;
    items.truncate(page);
    care.record_listing(&caller, List::Caseload, items.len())
        .await?;
    let next = items.last().filter(|_| more).map(|row| row.id);
    Ok(Json(CaseloadPage {
        items,
        next,
        counts,
    }))
}
