//! `POST /api/referrals/{id}/offers`: a link worker keeps a place for a patient until they answer.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, ReferralId, Role, StaffCaller};

use super::read::{ReferralPlaces, places};
use crate::Care;

/// In which group.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PlaceToOffer {
    group_id: GroupId,
}

/// Keeps a place in a group for the patient of an accepted referral, for seven days at most.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/offers",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = PlaceToOffer,
    responses(
        (status = 200, body = ReferralPlaces),
        (status = 404, body = Problem),
        (status = 409, description = "`group-full`, `already-offered`, `already-matched`, `not-accepted`, `already-decided`", body = Problem),
    )
)]
pub(super) async fn offer_place(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(choice): Json<PlaceToOffer>,
) -> Result<Json<ReferralPlaces>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.offer(&caller, id, choice.group_id).await?;
    places(&care, &caller, id).await
}
