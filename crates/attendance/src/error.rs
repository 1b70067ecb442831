//! What can stand in the way.

use wellmet_foundation::DbError;

/// Why attendance could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum AttendanceError {
    /// There is no such session in the caller's organisation.
    #[error("there is no such session")]
    UnknownSession,
    /// There is no such prescription of the caller's.
    #[error("there is no such prescription")]
    UnknownPrescription,
    /// The caller is a facilitator, but not of this group.
    #[error("they do not facilitate this group")]
    NotOfThisGroup,
    /// The register can be confirmed once the session is closed.
    #[error("the session is still open")]
    StillOpen,
    /// Somebody else confirmed or amended the register meanwhile.
    #[error("the register has changed")]
    RegisterChanged,
    /// Changes to the register that cannot be made.
    #[error("{} changes cannot be made", .0.len())]
    BadChanges(Vec<BadChange>),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] DbError),
}

/// A change that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadChange {
    /// Which of the changes, from 0.
    pub index: usize,
    /// What is wrong with it.
    pub fault: ChangeFault,
}

/// What is wrong with a change to the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeFault {
    /// It is about somebody who does not stand in this register.
    UnknownMember,
    /// It is the second about the same person.
    Twice,
    /// Nobody can attest that they do not know.
    Unknowable,
    /// It gives no reason.
    NoReason,
    /// Its reason is longer than anybody will read.
    LongReason,
}
