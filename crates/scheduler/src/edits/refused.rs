//! Why a plan that stands is not changed.

use jiff::civil::DateTime;

/// Why a change cannot be made, in words for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It was to have begun already.
    #[error("This session lies in the past, so it can no longer be changed.")]
    Past,
    /// Its room is open.
    #[error("This session's room is open, so it can no longer be changed.")]
    Opened,
    /// Its attendance window runs.
    #[error("This session has started, so it can no longer be changed.")]
    Started,
    /// It is over.
    #[error("This session is over, so it can no longer be changed.")]
    Closed,
    /// It is called off.
    #[error("This session is cancelled. Restore it first.")]
    Cancelled,
    /// It stands.
    #[error("This session is not cancelled, so there is nothing to restore.")]
    NotCancelled,
    /// An edit of its series left no place for it.
    #[error("The plan has changed since and has no place for this session any more.")]
    NotInPlan,
    /// A field beside which to say what is wrong.
    #[error("{message}")]
    Field {
        /// Its path in the body.
        field: &'static str,
        /// What to do about it.
        message: String,
    },
    /// Its own time was given to another session while it was cancelled.
    #[error("The group meets at this time already, on {}.", .0.strftime("%-d %B %Y at %H:%M"))]
    AlreadyMeets(DateTime),
    /// Somebody else changed the plan first; the sentence says what they did.
    #[error("{0}")]
    ChangedSince(String),
}

impl Refused {
    /// What is wrong with `field`.
    pub(crate) fn field(field: &'static str, message: impl Into<String>) -> Self {
        Self::Field {
            field,
            message: message.into(),
        }
    }
}
