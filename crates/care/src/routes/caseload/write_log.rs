//! `POST /api/referrals/{id}/log`: a link worker writes down a contact or a note.

use axum::extract::State;
use axum::http::StatusCode;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{ReferralId, Role, StaffCaller};

use crate::Care;
use crate::caseload::log::NewLogEntry;

/// Writes down a contact or a note. Nothing of the log is ever changed.
#[utoipa::path(
    post,
    path = "/api/referrals/{id}/log",
    tag = "care",
    params(("id" = ReferralId, Path)),
    request_body = NewLogEntry,
    responses(
        (status = 204),
        (status = 404, body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn write_log(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<ReferralId>,
    Json(entry): Json<NewLogEntry>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::LinkWorker)?;
    care.write_log(&caller, id, &entry).await?;
    Ok(StatusCode::NO_CONTENT)
}
