//! `POST /api/referrals/{id}/match`: a link worker gives a patient a place.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, MembershipId, ReferralId, Role, StaffCaller};

use crate::{Care, Place};

/// Into which group.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Match {
    group_id: GroupId,
}

/// The patient's place. Its door link is the door's to give.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Matched {
    membership: MatchedMembership,
}

#[derive(Debug, Serialize, ToSchema)]
struct MatchedMembership {
    id: MembershipId,
    group_id: GroupId,
    #[schema(value_type = String)]
    patient_name: Pii<String>,
}

/// Gives the patient of an accepted referral a place in a group.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/match",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = Match,
    responses(
        (status = 201, body = Matched),
        (status = 404, body = Problem),
        (status = 409, description = "`group-full`, `already-matched`, `not-accepted`, `already-decided`", body = Problem),
    )
)]
pub(super) async fn match_to_group(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(choice): Json<Match>,
) -> Result<(StatusCode, Json<Matched>), Problem> {
    caller.require(Role::LinkWorker)?;
    let place = care.match_to_group(&caller, id, choice.group_id).await?;
    Ok((StatusCode::CREATED, Json(place.into())))
}

impl From<Place> for Matched {
    fn from(place: Place) -> Self {
        let membership = MatchedMembership {
            id: place.membership,
            group_id: place.group,
            patient_name: place.patient_name,
        };
        Self { membership }
    }
}
