//! `POST /api/sessions/{id}/prepare`: a facilitator opens the room before Start.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, SessionId, StaffCaller};

use super::read_session::detail;
use crate::Scheduler;
use crate::session::SessionDetail;

/// Opens the room; the attendance window has not begun. Again: the same session.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/prepare",
    tag = "scheduler",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = SessionDetail),
        (status = 403, description = "`not-allowed`: not a facilitator of this group", body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "`already-closed`, `cancelled`", body = Problem),
    )
)]
pub(super) async fn prepare(
    State(scheduler): State<Scheduler>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<SessionId>,
) -> Result<Json<SessionDetail>, Problem> {
    caller.require(Role::Facilitator)?;
    scheduler.prepare(&caller, id).await?;
    Ok(Json(detail(&scheduler, &caller, id).await?))
}
