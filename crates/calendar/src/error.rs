//! What can be wrong with what is to be written.

/// Why a calendar cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A fixed offset has no name that a calendar could look up, and no summer.
    #[error("a calendar needs a zone with a name")]
    NamelessZone,
    /// The rule is not one of RFC 5545.
    #[error("the rule cannot be followed")]
    Unfollowable,
    /// A time beyond the years a calendar holds.
    #[error("the time is too far away")]
    TooFar,
}

impl From<jiff::Error> for CalendarError {
    fn from(_: jiff::Error) -> Self {
        Self::TooFar
    }
}
