//! The web's way in: one endpoint per file.

mod close;
mod items;
mod list_sessions;
mod prepare;
mod read_session;
mod schedule;
mod start;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wellmet_foundation::http::Problem;

use crate::{Scheduler, SchedulerError};

impl Scheduler {
    /// The routes of link workers and facilitators.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .routes(routes!(schedule::schedule))
            .routes(routes!(list_sessions::list_sessions))
            .routes(routes!(read_session::read_session))
            .routes(routes!(prepare::prepare))
            .routes(routes!(start::start))
            .routes(routes!(close::close))
            .with_state(self.clone())
    }
}

impl From<SchedulerError> for Problem {
    fn from(error: SchedulerError) -> Self {
        match error {
            SchedulerError::Invalid(fields) => Self::invalid(fields),
            SchedulerError::NotFound => Self::not_found(),
            SchedulerError::NotAFacilitatorOfTheGroup => Self::not_allowed(),
            SchedulerError::NotStarted => Self::conflict(
                "not-started",
                "Not started",
                "This session was never started, so there is nothing to close.",
            ),
            SchedulerError::AlreadyClosed => Self::conflict(
                "already-closed",
                "Already closed",
                "This session is over. It cannot be opened again.",
            ),
            SchedulerError::Cancelled => {
                Self::conflict("cancelled", "Cancelled", "This session was called off.")
            }
            SchedulerError::Store(error) => error.into(),
        }
    }
}
