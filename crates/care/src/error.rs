//! Why something of care could not be done.

use wellmet_foundation::http::FieldError;
use wellmet_foundation::{DbError, Pii};
use wellmet_letter::LetterError;
use wellmet_vocabulary::ReferralStatus;

/// Why a command was refused.
#[derive(Debug, thiserror::Error)]
pub enum CareError {
    /// Single fields of the input cannot be used as they are.
    #[error("the input cannot be used as it is")]
    Invalid(Vec<FieldError>),
    /// No such thing in the caller's organisation.
    #[error("not found")]
    NotFound,
    /// The referral has been accepted or rejected before.
    #[error("the referral is already decided on")]
    AlreadyDecided,
    /// A place was asked for before the referral was accepted.
    #[error("the referral is not accepted yet")]
    NotAccepted,
    /// The patient has a place already.
    #[error("the patient is already in a group")]
    AlreadyMatched,
    /// The group has no free place.
    #[error("the group is full")]
    GroupFull,
    /// The course is not over.
    #[error("the course is not completed")]
    NotCompleted,
    /// A letter would hold characters that no font of ours has.
    #[error("a letter cannot be printed")]
    Unprintable(Pii<String>),
    /// A letter could not be written.
    #[error(transparent)]
    Letter(LetterError),
    /// Somebody changed the thing after the page was read; what they did, in a sentence.
    #[error("changed since it was read: {0}")]
    ChangedSince(String),
    /// The prescription is over: nothing of it can be changed any more.
    #[error("the prescription is over")]
    PrescriptionOver,
    /// The group takes nobody who waits for a place.
    #[error("the group takes nobody who waits")]
    NotTakingWaiting,
    /// The place is not on offer any more, or never was.
    #[error("the offer is not open")]
    OfferClosed,
    /// The patient is being offered a place in another group.
    #[error("another offer is open")]
    AlreadyOffered,
    /// The referral stands so that this cannot be done with it.
    #[error("this cannot be done with a referral that is {0:?}")]
    NotNow(ReferralStatus),
    /// Another organisation answers for the patient; the referral must be taken back first.
    #[error("the referral is handed on")]
    HandedOn,
    /// Somebody has lifted the flag or closed the incident before.
    #[error("already settled")]
    AlreadySettled,
    /// The caller does not look after this patient.
    #[error("the caller does not look after this patient")]
    NotConcerned,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] DbError),
}

impl From<LetterError> for CareError {
    fn from(error: LetterError) -> Self {
        match error {
            LetterError::NoGlyph(text) => Self::Unprintable(Pii::new(text)),
            other => Self::Letter(other),
        }
    }
}
