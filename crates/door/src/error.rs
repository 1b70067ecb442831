//! What can go wrong at the door.

use wellmet_foundation::http::{FieldError, TooMany};
use wellmet_foundation::{DbError, Pii};
use wellmet_letter::LetterError;
use wellmet_vocabulary::MediaError;

/// Why something at the door cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// No link has this token, or it has expired, or it was revoked: nobody is told which.
    #[error("no live door link has this token")]
    LinkUnknown,
    /// The link of this membership was revoked and not reissued.
    #[error("the door link was revoked")]
    LinkRevoked,
    /// The organisation has no such membership, session or visit.
    #[error("the organisation has no such thing")]
    Unknown,
    /// The person of staff does not run this group.
    #[error("not a facilitator of this group")]
    NotOfThisGroup,
    /// The room is not open: the session has not been opened yet, or is closed.
    #[error("the session is not open")]
    SessionNotOpen,
    /// This device has not been admitted, or was removed, or the session is closed.
    #[error("not admitted")]
    NotAdmitted,
    /// Something entered cannot be used.
    #[error("the input cannot be used")]
    Invalid(Vec<FieldError>),
    /// Tried too often.
    #[error("too many tries")]
    TooMany(TooMany),
    /// The letter would hold characters that no font of ours has.
    #[error("a letter cannot be printed")]
    Unprintable(Pii<String>),
    /// The letter could not be written.
    #[error(transparent)]
    Letter(LetterError),
    /// The media plane could not do as asked.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] DbError),
}

impl From<TooMany> for DoorError {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}
