//! `POST /api/groups/{id}/series`: somebody plans when a group meets.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{GroupId, Role, SeriesId, StaffCaller};

use crate::Scheduler;
use crate::plan::NewSeries;
use crate::session::SessionRow;
use crate::store::listed;
use crate::store::series::{self, StoredSeries};

/// A plan and its sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ScheduledSeries {
    series: Series,
    sessions: Vec<SessionRow>,
}

/// A recurring plan of a group.
#[derive(Debug, Serialize, ToSchema)]
struct Series {
    id: SeriesId,
    group_id: GroupId,
    first_date: String,
    local_time: String,
    /// IANA name.
    zone: String,
    duration_minutes: i64,
    rrule: String,
    /// With which a change of it is asked for.
    version: i64,
    /// The plan as a sentence.
    summary: String,
}

/// Plans when a group of the caller's organisation meets.
#[utoipa::path(
    post,
    path = "/api/groups/{id}/series",
    tag = "scheduler",
    params(("id" = GroupId, Path)),
    request_body = NewSeries,
    responses(
        (status = 201, body = ScheduledSeries),
        (status = 404, body = Problem),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn schedule(
    State(scheduler): State<Scheduler>,
    Who(caller): Who<StaffCaller>,
    Path(group): Path<GroupId>,
    Json(plan): Json<NewSeries>,
) -> Result<(StatusCode, Json<ScheduledSeries>), Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    let made = scheduler.schedule(&caller, group, &plan).await?;
    let mut tx = scheduler.ground.db.read().await?;
    let series = series::find(&mut tx, caller.organisation, made.series).await?;
    let series = series.ok_or_else(Problem::not_found)?;
    let stored = listed::list_of_series(&mut tx, caller.organisation, made.series).await?;
    let answer = ScheduledSeries {
        series: series.into(),
        sessions: stored.into_iter().map(SessionRow::from).collect(),
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

impl From<StoredSeries> for Series {
    fn from(stored: StoredSeries) -> Self {
        Self {
            id: stored.id,
            group_id: stored.group_id,
            first_date: stored.first_date,
            local_time: stored.local_time,
            zone: stored.zone,
            duration_minutes: stored.duration_minutes,
            rrule: stored.rrule,
            version: stored.sequence,
            summary: stored.summary,
        }
    }
}
