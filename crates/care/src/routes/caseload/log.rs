//! `GET /api/referrals/{id}/log`: contacts and notes, the newest first.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wellmet_foundation::http::{Json, Path, Problem, Query, Who};
use wellmet_vocabulary::{LogEntryId, ReferralId, Role, StaffCaller};

use crate::Care;
use crate::caseload::log::LogEntry;
use crate::caseload::store::log;
use crate::referrals::store as referrals;
use crate::routes::items::Items;

/// Which part of the log.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// The oldest entry of the page before; fewer than 50 answered mean that there are no more.
    before: Option<LogEntryId>,
}

/// What the caller's organisation wrote about a referral. Reading it is audited.
#[utoipa::path(
    get,
    path = "/api/referrals/{id}/log",
    tag = "care",
    params(("id" = ReferralId, Path), Which),
    responses(
        (status = 200, body = Items<LogEntry>),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_log(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Query(which): Query<Which>,
) -> Result<Json<Items<LogEntry>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let found = referrals::find(&mut tx, caller.organisation, id).await?;
    found.ok_or_else(Problem::not_found)?;
    let items = log::entries(&mut tx, caller.organisation, id, which.before).await?;
    drop(tx);
    care.record_reading(&caller, "referral_log", id).await?;
    Ok(Json(Items { items }))
}
