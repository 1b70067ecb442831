//! `POST /api/offers/{id}/decline`: a patient does not want the place kept for them.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{OfferId, Role, StaffCaller};

use super::accept_offer::{OfferSeen, referral_of};
use super::read::{ReferralPlaces, places};
use crate::Care;

/// Gives the place that was kept back. The next in line is offered it a moment later.
#[utoipa::path(
    post,
    path = "/api/offers/{id}/decline",
    tag = "care",
    params(("id" = OfferId, Path)),
    request_body = OfferSeen,
    responses(
        (status = 200, body = ReferralPlaces),
        (status = 404, body = Problem),
        (status = 409, description = "`offer-closed`, `group-full`, `already-offered`", body = Problem),
    )
)]
pub(super) async fn decline_offer(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<OfferId>,
    Json(seen): Json<OfferSeen>,
) -> Result<Json<ReferralPlaces>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.decline_offer(&caller, id, seen.version).await?;
    let referral = referral_of(&care, &caller, id).await?;
    places(&care, &caller, referral).await
}
