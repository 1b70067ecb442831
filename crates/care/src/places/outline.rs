//! What the rules of fitting ask of a group.

use wellmet_foundation::Instant;
use wellmet_vocabulary::GroupId;

use crate::groups::{Suits, TimeBand};
use crate::places::capacity::free_places;

/// A group as far as it is weighed. All of an organisation are, so nothing else is read of them;
/// who is shown has only the best read whole.
#[derive(Debug, Clone)]
pub(crate) struct Outline {
    pub(crate) id: GroupId,
    pub(crate) topic: String,
    /// Its name and what it is about, folded.
    pub(crate) search_words: String,
    /// The one it is held in.
    pub(crate) language: String,
    pub(crate) capacity: i64,
    /// Places that somebody has or that are kept for somebody.
    pub(crate) taken: i64,
    pub(crate) waiting: i64,
    pub(crate) takes_waiting: bool,
    /// Empty where it is not known when it meets.
    pub(crate) bands: Vec<TimeBand>,
    pub(crate) suits: Suits,
    /// Whether anybody leads it.
    pub(crate) led: bool,
    /// Sessions that are not over.
    pub(crate) sessions_ahead: i64,
    pub(crate) confirmed_at: Option<Instant>,
}

impl Outline {
    /// How many places nobody has and none is kept for.
    pub(crate) fn free_places(&self) -> i64 {
        free_places(self.capacity, self.taken)
    }
}
