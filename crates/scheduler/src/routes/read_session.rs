//! `GET /api/sessions/{id}`: one session.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, SessionId, StaffCaller};

use crate::session::SessionDetail;
use crate::store::listed;
use crate::{Scheduler, SchedulerError};

/// One session of the caller's organisation. It names no patient.
#[utoipa::path(
    get,
    path = "/api/sessions/{id}",
    tag = "scheduler",
    params(("id" = SessionId, Path)),
    responses(
        (status = 200, body = SessionDetail),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_session(
    State(scheduler): State<Scheduler>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<SessionId>,
) -> Result<Json<SessionDetail>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    Ok(Json(detail(&scheduler, &caller, id).await?))
}

/// Session `id`, as it stands.
pub(super) async fn detail(
    scheduler: &Scheduler,
    caller: &StaffCaller,
    id: SessionId,
) -> Result<SessionDetail, SchedulerError> {
    let mut tx = scheduler.ground.db.read().await?;
    let stored = listed::find(&mut tx, caller.organisation, id).await?;
    stored
        .map(SessionDetail::from)
        .ok_or(SchedulerError::NotFound)
}
