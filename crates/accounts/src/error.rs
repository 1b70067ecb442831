//! What can go wrong, in the domain's words.

use wellmet_foundation::DbError;

/// Why something about an account could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// Unknown, disabled, not yet accepted, or a wrong password: one and the same to who asks.
    #[error("the email or the password is not right")]
    SignInRefused,
    /// The invitation is unknown, has been used, or has expired.
    #[error("the invitation is not, or no longer, good")]
    InvitationUnknown,
    /// Somebody has an account under this address.
    #[error("somebody has an account under this address")]
    EmailTaken,
    /// Somebody has an account under this address that the caller's organisation closed.
    #[error("the account under this address is closed")]
    AccountClosed,
    /// The partner's invitation is unknown, has been used or withdrawn, or has expired.
    #[error("the partner's invitation is not, or no longer, good")]
    PartnerInvitationUnknown,
    /// An organisation cannot be its own partner.
    #[error("this is the organisation's own invitation")]
    OwnInvitation,
    /// There is no such partnership, or no such invitation, of the caller's organisation.
    #[error("no such partner")]
    PartnerUnknown,
    /// There is no such person of staff in the caller's organisation.
    #[error("no such person of staff")]
    StaffUnknown,
    /// Nobody takes their own account or administration away.
    #[error("this is the caller's own account")]
    OwnAccount,
    /// A password could not be hashed, or a stored hash could not be read.
    #[error("a password could not be hashed: {0}")]
    Hashing(String),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] DbError),
}
