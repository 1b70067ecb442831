//! What can go wrong with a mail.

use wellmet_foundation::DbError;

/// Why a mail cannot be made or kept.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// The text cannot be made.
    #[error("the mail's text cannot be made: {0}")]
    Text(#[from] minijinja::Error),
    /// The message cannot be put together.
    #[error("the mail cannot be put together")]
    Message(#[from] lettre::error::Error),
    /// The recipient's address is none.
    #[error("the recipient's address cannot be used")]
    Address(#[from] lettre::address::AddressError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] DbError),
}
