//! `POST /api/referrals/{id}/wishes`: what a patient hopes for in a group.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use super::read::{ReferralPlaces, places};
use crate::Care;
use crate::places::Wishes;

/// Writes what the patient of a referral wishes for, in place of earlier wishes.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/wishes",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = Wishes,
    responses(
        (status = 200, body = ReferralPlaces),
        (status = 404, body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn wish(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(wishes): Json<Wishes>,
) -> Result<Json<ReferralPlaces>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.wish(&caller, id, &wishes).await?;
    places(&care, &caller, id).await
}
