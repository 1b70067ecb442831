//! `POST /api/offers/{id}/accept`: a patient takes the place kept for them.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{OfferId, ReferralId, Role, StaffCaller};

use super::match_to_group::Matched;
use crate::Care;
use crate::places::offers;

/// Which offer was looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct OfferSeen {
    pub(super) version: i64,
}

/// Gives the patient the place that was kept for them.
#[utoipa::path(
    post,
    path = "/api/offers/{id}/accept",
    tag = "care",
    params(("id" = OfferId, Path)),
    request_body = OfferSeen,
    responses(
        (status = 200, body = Matched),
        (status = 404, body = Problem),
        (status = 409, description = "`offer-closed`, `already-matched`, `already-decided`", body = Problem),
    )
)]
pub(super) async fn accept_offer(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<OfferId>,
    Json(seen): Json<OfferSeen>,
) -> Result<Json<Matched>, Problem> {
    caller.require(Role::LinkWorker)?;
    let place = care.accept_offer(&caller, id, seen.version).await?;
    Ok(Json(place.into()))
}

/// Whose offer it is.
pub(super) async fn referral_of(
    care: &Care,
    caller: &StaffCaller,
    id: OfferId,
) -> Result<ReferralId, Problem> {
    let mut tx = care.ground.db.read().await?;
    let offer = offers::find(&mut tx, caller.organisation, id).await?;
    let offer = offer.ok_or_else(Problem::not_found)?;
    Ok(offer.referral)
}
