//! An edit as its preview and its answer tell it.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_vocabulary::{ScheduleEditId, SeriesId, SessionId};

use super::standing::Spell;
use super::stroke::{Stroke, What};

/// What an edit does, and to how many.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ScheduleEditOutline)]
pub(crate) struct Outline {
    /// The edit, once it was made; nothing was to be made when nothing changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) edit: Option<ScheduleEditId>,
    /// The series to which the sessions belong.
    pub(crate) series_id: SeriesId,
    /// The series' version, with which the next edit is asked for.
    pub(crate) version: i64,
    /// What happens to each session that changes, the first first.
    pub(crate) sessions: Vec<SessionChange>,
    /// How many members are told.
    pub(crate) people: i64,
    /// All of it for people to read: what happens, and how many are told.
    pub(crate) sentence: String,
}

/// What happens to one session.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SessionChange)]
pub(crate) struct SessionChange {
    session: SessionId,
    what: What,
    was: Spell,
    now: Spell,
}

impl From<&Stroke> for SessionChange {
    fn from(stroke: &Stroke) -> Self {
        Self {
            session: stroke.session,
            what: stroke.what,
            was: stroke.was.clone(),
            now: stroke.now.clone(),
        }
    }
}
