//! `GET /api/referrals`: the caseload of the organisation that receives referrals.

use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use wellmet_foundation::http::{Json, Problem, Query, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::care::List;
use crate::referrals::referral::ReferralRow;
use crate::referrals::store as referrals;
use crate::routes::items::Items;

/// Which referrals.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct Which {
    /// `open` when left out.
    #[serde(default)]
    #[param(inline)]
    status: Caseload,
}

/// A part of the caseload.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Caseload {
    /// What still waits for a decision or a place, the longest wait first.
    #[default]
    Open,
    /// Everything ever received, newest first.
    All,
}

/// The referrals the caller's organisation received. Reading them is audited.
#[utoipa::path(
    get,
    path = "/api/referrals",
    tag = "care",
    params(Which),
    responses((status = 200, body = Items<ReferralRow>))
)]
pub(super) async fn list_referrals(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Query(which): Query<Which>,
) -> Result<Json<Items<ReferralRow>>, Problem> {
    caller.require(Role::LinkWorker)?;
    let mut tx = care.ground.db.read().await?;
    let (list, stored) = match which.status {
        Caseload::Open => {
            let stored = referrals::list_open(&mut tx, caller.organisation).await?;
            (List::OpenReferrals, stored)
        }
        Caseload::All => {
            let stored = referrals::list_all(&mut tx, caller.organisation).await?;
            (List::AllReferrals, stored)
        }
    };
    drop(tx);
    care.record_listing(&caller, list, stored.len()).await?;
    Ok(Json(Items::from_each(stored)))
}
