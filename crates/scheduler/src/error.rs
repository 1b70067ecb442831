//! Why something of the scheduler could not be done.

use wellmet_foundation::DbError;
use wellmet_foundation::http::FieldError;

use crate::edits::refused::Refused;
use crate::life::Refusal;

/// Why a command was refused.
#[derive(Debug, thiserror::Error)]
pub enum SchedulerError {
    /// Single fields of the input cannot be used as they are.
    #[error("the input cannot be used as it is")]
    Invalid(Vec<FieldError>),
    /// No such thing in the caller's organisation.
    #[error("not found")]
    NotFound,
    /// A facilitator of the organisation, but not of this group.
    #[error("only facilitators of the group may do this")]
    NotAFacilitatorOfTheGroup,
    /// Nobody pressed Start.
    #[error("the session was never started")]
    NotStarted,
    /// The session is over.
    #[error("the session is closed")]
    AlreadyClosed,
    /// The session was called off.
    #[error("the session is cancelled")]
    Cancelled,
    /// A plan that stands cannot be changed so.
    #[error(transparent)]
    Edit(#[from] Refused),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] DbError),
}

impl From<Refusal> for SchedulerError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotStarted => Self::NotStarted,
            Refusal::AlreadyClosed => Self::AlreadyClosed,
            Refusal::Cancelled => Self::Cancelled,
        }
    }
}
