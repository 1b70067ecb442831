//! What an edit makes of one session.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_vocabulary::SessionId;

use super::standing::{Spell, Standing};

/// What happens to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = SessionChangeKind)]
pub(crate) enum What {
    Moved,
    Cancelled,
    Restored,
}

/// One session, before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stroke {
    pub(crate) session: SessionId,
    pub(crate) what: What,
    pub(crate) was: Spell,
    pub(crate) now: Spell,
    /// The date on which it is now, in its zone.
    pub(crate) date: Date,
    /// Whether it now has a time of its own.
    pub(crate) moved: bool,
}

impl Stroke {
    /// `standing` keeps its time, and `what` happens to it.
    pub(crate) fn in_place(standing: &Standing, what: What) -> Self {
        let local = standing.spell.local();
        Self {
            session: standing.id,
            what,
            was: standing.spell.clone(),
            now: standing.spell.clone(),
            date: local.map_or(standing.recurrence, jiff::civil::DateTime::date),
            moved: standing.moved,
        }
    }
}
