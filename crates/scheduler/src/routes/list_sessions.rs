//! `GET /api/sessions`: what is on between two moments.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use wellmet_foundation::Instant;
use wellmet_foundation::http::{Json, Problem, Query, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use super::items::Items;
use crate::form::Form;
use crate::session::SessionRow;
use crate::store::listed;
use crate::{Scheduler, SchedulerError};

/// A little over a year.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(400 * 86_400);

/// Between which moments, in UTC unix milliseconds.
#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct Between {
    #[param(value_type = i64)]
    from: Instant,
    #[param(value_type = i64)]
    to: Instant,
}

/// The sessions that overlap the time asked for: a link worker's organisation's, or those of the
/// groups a facilitator leads.
#[utoipa::path(
    get,
    path = "/api/sessions",
    tag = "scheduler",
    params(Between),
    responses(
        (status = 200, body = Items<SessionRow>),
        (status = 422, description = "Not a time to ask for", body = Problem),
    )
)]
pub(super) async fn list_sessions(
    State(scheduler): State<Scheduler>,
    Who(caller): Who<StaffCaller>,
    Query(between): Query<Between>,
) -> Result<Json<Items<SessionRow>>, Problem> {
    caller.require_any(&[Role::LinkWorker, Role::Facilitator])?;
    let Between { from, to } = between.checked()?;
    let organisation = caller.organisation;
    let mut tx = scheduler.ground.db.read().await?;
    let stored = if caller.roles.contains(&Role::LinkWorker) {
        listed::list(&mut tx, organisation, from, to).await?
    } else {
        listed::list_led_by(&mut tx, organisation, caller.staff, from, to).await?
    };
    Ok(Json(Items::from_each(stored)))
}

impl Between {
    fn checked(self) -> Result<Self, SchedulerError> {
        let mut form = Form::default();
        if self.to <= self.from {
            form.refuse("to", "This must be later than from.");
        }
        if self.to.since(self.from) > LONGEST {
            form.refuse("to", "Ask for at most 400 days at a time.");
        }
        form.finish()?;
        Ok(self)
    }
}
