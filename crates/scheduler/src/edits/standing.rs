//! A session as it stands before an edit.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_vocabulary::{SessionId, SessionState};

use super::refused::Refused;

/// When a session is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SessionTime)]
pub(crate) struct Spell {
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    /// IANA name.
    pub(crate) zone: String,
}

impl Spell {
    /// When it starts on its own clock; `None` where the zone or the moment are not known.
    pub(crate) fn local(&self) -> Option<DateTime> {
        let zone = TimeZone::get(&self.zone).ok()?;
        let starts_at = jiff::Timestamp::try_from(self.starts_at).ok()?;
        Some(starts_at.to_zoned(zone).datetime())
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }
}

/// A session of the series that is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) id: SessionId,
    /// Its date in the plan, whenever it is now.
    pub(crate) recurrence: Date,
    /// Whether the plan has a place for it.
    pub(crate) in_plan: bool,
    /// Whether somebody gave it a time of its own.
    pub(crate) moved: bool,
    pub(crate) spell: Spell,
    pub(crate) state: SessionState,
}

impl Standing {
    /// Why nobody may change it any more.
    pub(crate) fn frozen(&self, now: Instant) -> Option<Refused> {
        match self.state {
            SessionState::Preparing => Some(Refused::Opened),
            SessionState::Started => Some(Refused::Started),
            SessionState::Closed => Some(Refused::Closed),
            SessionState::Scheduled | SessionState::Cancelled => {
                (self.spell.starts_at <= now).then_some(Refused::Past)
            }
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.state == SessionState::Cancelled
    }
}
