//! `GET /api/referrals/{id}/places`: what a patient wishes for, is offered, waits for and once had.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::Care;
use crate::places::line::{self, Waiting};
use crate::places::memberships::{self, FormerPlace};
use crate::places::offers::{self, OfferLine};
use crate::places::wishes::KnownWishes;
use crate::referrals::referral::ReferralRow;
use crate::referrals::store as referrals;

/// Everything about the places of one patient.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReferralPlaces {
    wishes: KnownWishes,
    /// The place that is kept for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<OfferLine>,
    waits: Vec<Waiting>,
    /// Places they had before, the newest first.
    former: Vec<FormerPlace>,
}

/// The places of the patient of a referral. Reading them is audited.
#[utoipa::path(
    get,
    path = "/api/referrals/{id}/places",
    tag = "care",
    params(("id" = ReferralId, Path)),
    responses(
        (status = 200, body = ReferralPlaces),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_places(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
) -> Result<Json<ReferralPlaces>, Problem> {
    caller.require(Role::LinkWorker)?;
    let places = places(&care, &caller, id).await?;
    care.record_reading(&caller, "referral", id).await?;
    Ok(places)
}

/// The places of the patient of a referral, as they stand now.
pub(super) async fn places(
    care: &Care,
    caller: &StaffCaller,
    id: ReferralId,
) -> Result<Json<ReferralPlaces>, Problem> {
    let mut tx = care.ground.db.read().await?;
    let referral = referrals::find(&mut tx, caller.organisation, id).await?;
    let referral = referral
        .map(ReferralRow::from)
        .ok_or_else(Problem::not_found)?;
    Ok(Json(ReferralPlaces {
        wishes: care.wishes(&mut tx, id, &referral.patient).await?,
        offer: offers::line_of_referral(&mut tx, id).await?,
        waits: line::of_referral(&mut tx, id).await?,
        former: memberships::former(&mut tx, id).await?,
    }))
}
