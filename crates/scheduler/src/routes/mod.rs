//! The web's way in: one endpoint per file.

mod close;
mod edit_session;
mod items;
mod list_sessions;
mod prepare;
mod preview_edit;
mod read_session;
mod schedule;
mod start;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wellmet_foundation::http::{FieldError, Problem};

use crate::edits::refused::Refused;
use crate::{Scheduler, SchedulerError};

impl Scheduler {
    /// The routes of link workers and facilitators.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .routes(routes!(schedule::schedule))
            .routes(routes!(list_sessions::list_sessions))
            .routes(routes!(read_session::read_session))
            .routes(routes!(edit_session::edit_session))
            .routes(routes!(preview_edit::preview_edit))
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
            SchedulerError::Edit(refused) => refused.into(),
            SchedulerError::Store(error) => error.into(),
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let detail = refused.to_string();
        let (slug, title) = match refused {
            Refused::Field { field, message } => {
                return Self::invalid(vec![FieldError::new(field, message)]);
            }
            Refused::Past => ("session-past", "In the past"),
            Refused::Opened => ("session-open", "Already open"),
            Refused::Started => ("already-started", "Already started"),
            Refused::Closed => ("already-closed", "Already closed"),
            Refused::Cancelled => ("cancelled", "Cancelled"),
            Refused::NotCancelled => ("not-cancelled", "Not cancelled"),
            Refused::NotInPlan => ("not-in-plan", "Not in the plan"),
            Refused::AlreadyMeets(_) => ("already-meets", "The group meets then already"),
            Refused::ChangedSince(_) => ("changed-since", "Changed since"),
        };
        Self::conflict(slug, title, detail)
    }
}
