//! `POST /api/sessions/{id}/close`: a facilitator ends a session.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, SessionId, StaffCaller};

use super::read_session::detail;
use crate::Scheduler;
use crate::session::SessionDetail;

/// Ends a started session. Again: the same closed session.
#[utoipa::path(
    post,
    path = "/api/sessions/{id}/close",
    tag = "scheduler",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = SessionDetail),
        (status = 403, description = "`not-allowed`: not a facilitator of this group", body = Problem),
        (status = 404, body = Problem),
        (status = 409, description = "`not-started`, `cancelled`", body = Problem),
    )
)]
pub(super) async fn close(
    State(scheduler): State<Scheduler>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<SessionId>,
) -> Result<Json<SessionDetail>, Problem> {
    caller.require(Role::Facilitator)?;
    scheduler.close(&caller, id).await?;
    Ok(Json(detail(&scheduler, &caller, id).await?))
}
