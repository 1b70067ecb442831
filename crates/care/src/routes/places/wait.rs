//! `POST /api/referrals/{id}/waits`: a patient waits for a place in a group.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, ReferralId, Role, StaffCaller};

use super::read::{ReferralPlaces, places};
use crate::Care;

/// For which group.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct PlaceToWaitFor {
    group_id: GroupId,
}

/// Lets the patient of an accepted referral wait for a place in a group. Who left its line a moment ago gets their old place in it back.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/waits",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = PlaceToWaitFor,
    responses(
        (status = 200, body = ReferralPlaces),
        (status = 404, body = Problem),
        (status = 409, description = "`not-taking-waiting`, `already-matched`, `not-accepted`, `already-decided`", body = Problem),
    )
)]
pub(super) async fn wait_for_place(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(choice): Json<PlaceToWaitFor>,
) -> Result<Json<ReferralPlaces>, Problem> {
    caller.require(Role::LinkWorker)?;
    care.wait(&caller, id, choice.group_id).await?;
    places(&care, &caller, id).await
}
