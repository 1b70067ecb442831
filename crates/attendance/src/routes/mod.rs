//! The routes, one file each.

mod confirm;
mod course;
mod people;
mod register;

use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wellmet_foundation::http::{FieldError, Problem};

use crate::register::LONGEST_REASON;
use crate::{Attendance, AttendanceError, BadChange, ChangeFault};

impl Attendance {
    /// Its routes.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .routes(routes!(people::people))
            .routes(routes!(register::register))
            .routes(routes!(confirm::confirm))
            .routes(routes!(course::course))
            .with_state(self.clone())
    }
}

impl From<AttendanceError> for Problem {
    fn from(error: AttendanceError) -> Self {
        match error {
            AttendanceError::UnknownSession | AttendanceError::UnknownPrescription => {
                Self::not_found()
            }
            AttendanceError::NotOfThisGroup => Self::new(
                StatusCode::FORBIDDEN,
                "not-allowed",
                "Not allowed",
                "Only the facilitators of this group may do this.",
            ),
            AttendanceError::StillOpen => Self::conflict(
                "session-open",
                "The session is still open",
                "Close the session first. Then confirm its register.",
            ),
            AttendanceError::RegisterChanged => Self::conflict(
                "register-changed",
                "The register has changed",
                "Somebody else changed this register. Please look again before you confirm.",
            ),
            AttendanceError::BadChanges(changes) => {
                Self::invalid(changes.into_iter().map(field_error).collect())
            }
            AttendanceError::Store(error) => error.into(),
        }
    }
}

fn field_error(bad: BadChange) -> FieldError {
    let (field, message) = match bad.fault {
        ChangeFault::UnknownMember => ("membership_id", "This person is not in the register."),
        ChangeFault::Twice => ("membership_id", "Change each person once."),
        ChangeFault::Unknowable => ("verdict", "Say what it was, or leave it as it is."),
        ChangeFault::NoReason => ("reason", "Please say why."),
        ChangeFault::LongReason => return too_long(bad.index),
    };
    FieldError::new(format!("changes.{}.{field}", bad.index), message)
}

fn too_long(index: usize) -> FieldError {
    let message = format!("Please use at most {LONGEST_REASON} characters.");
    FieldError::new(format!("changes.{index}.reason"), message)
}
