//! `POST /api/colleagues/{id}/hand-over`: everything open of somebody who leaves goes to another.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::Care;
use crate::caseload::hand_over::{HandOver, Work};

/// Hands a colleague's open referrals and tasks over in one action, and with them what they
/// prescribed and the groups they lead, where a successor is named; says how much it was.
#[utoipa::path(
    post,
    path = "/api/colleagues/{id}/hand-over",
    tag = "care",
    params(("id" = StaffId, Path)),
    request_body = HandOver,
    responses(
        (status = 200, body = Work),
        (status = 404, body = Problem),
        (status = 422, description = "A successor who cannot do the work", body = Problem),
    )
)]
pub(super) async fn hand_over(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<StaffId>,
    Json(input): Json<HandOver>,
) -> Result<Json<Work>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Administrator])?;
    if input.prescriptions_to.is_some() {
        caller.require(Role::Administrator)?;
    }
    Ok(Json(care.hand_over(&caller, id, &input).await?))
}
