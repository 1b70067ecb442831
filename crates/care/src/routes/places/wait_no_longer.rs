//! `POST /api/referrals/{id}/waits/end`: a patient no longer waits for a place in a group.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, ReferralId, Role, StaffCaller};

use super::read::{ReferralPlaces, places};
use crate::Care;

/// For which group.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PlaceNotWaitedFor {
    group_id: GroupId,
}

/// Takes the patient of a referral out of the line of a group.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/waits/end",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = PlaceNotWaitedFor,
    responses(
        (status = 200, body = ReferralPlaces),
        (status = 404, body = Problem),
        (status = 409, description = "Nothing yet", body = Problem),
    )
)]
pub(super) async fn wait_no_longer(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(choice): Json<PlaceNotWaitedFor>,
) -> Result<Json<ReferralPlaces>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.wait_no_longer(&caller, id, choice.group_id).await?;
    places(&care, &caller, id).await
}
