//! `POST /api/sessions/{id}/edit`: somebody changes a session, or its plan from it on.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, SessionId, StaffCaller};

use crate::Scheduler;
use crate::edits::asked::ScheduleEdit;
use crate::edits::outline::Outline;

/// Makes a change of a plan that stands, as its preview tells it, and tells the members once.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/edit",
    tag = "scheduler",
    params(("id" = SessionId, Path)),
    request_body = ScheduleEdit,
    responses(
        (status = 200, body = Outline),
        (status = 403, description = "`not-allowed`: nor link worker, nor a facilitator of this group", body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "`changed-since`, in words; `session-past`, `session-open`, `already-started`, `already-closed`, `cancelled`, `not-cancelled`, `not-in-plan`, `already-meets`", body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn edit_session(
    State(scheduler): State<Scheduler>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<SessionId>,
    Json(edit): Json<ScheduleEdit>,
) -> Result<Json<Outline>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    Ok(Json(scheduler.edit(&caller, id, &edit).await?))
}
