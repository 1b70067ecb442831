//! `POST /api/offers/{id}/reopen`: a declined place is kept again.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{OfferId, Role, StaffCaller};

use super::accept_offer::{OfferSeen, referral_of};
use super::read::{ReferralPlaces, places};
use crate::Care;

/// Takes a decline back, as long as nobody else got the place.
#[utoipa::path(
    post,
    path = "/api/offers/{id}/reopen",
    tag = "care",
    params(("id" = OfferId, Path)),
    request_body = OfferSeen,
    responses(
        (status = 200, body = ReferralPlaces),
        (status = 404, body = Problem),
        (status = 409, description = "`offer-closed`, `group-full`, `already-offered`", body = Problem),
    )
)]
pub(super) async fn reopen_offer(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<OfferId>,
    Json(seen): Json<OfferSeen>,
) -> Result<Json<ReferralPlaces>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.reopen_offer(&caller, id, seen.version).await?;
    let referral = referral_of(&care, &caller, id).await?;
    places(&care, &caller, referral).await
}
