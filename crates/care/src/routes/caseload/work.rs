//! `GET /api/colleagues/{id}/work`: how much somebody has to do, before it is handed over.

use axum::extract::State;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::Care;
use crate::caseload::hand_over::Work;

/// How much is a colleague's to do, in numbers. They may have left already.
#[utoipa::path(
    get,
    path = "/api/colleagues/{id}/work",
    tag = "care",
    params(("id" = StaffId, Path)),
    responses(
        (status = 200, body = Work),
        (status = 404, body = Problem),
    )
)]
pub(super) async fn read_work(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<StaffId>,
) -> Result<Json<Work>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Administrator])?;
    Ok(Json(care.work_of(&caller, id).await?))
}
