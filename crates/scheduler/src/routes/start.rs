//! `POST /api/sessions/{id}/start`: a facilitator presses Start.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, SessionId, StaffCaller};

use super::read_session::detail;
use crate::Scheduler;
use crate::session::SessionDetail;

/// Lets the attendance window begin. Again, or by a second facilitator: the same started session.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/start",
    tag = "scheduler",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = SessionDetail),
        (status = 403, description = "`not-allowed`: not a facilitator of this group", body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "`already-closed`, `cancelled`", body = Problem),
    )
)]
pub(super) async fn start(
    State(scheduler): State<Scheduler>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<SessionId>,
) -> Result<Json<SessionDetail>, Problem> {
    caller.require(Role::Facilitator)?;
    scheduler.start(&caller, id).await?;
    Ok(Json(detail(&scheduler, &caller, id).await?))
}
