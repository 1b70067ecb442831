//! Where the negotiation stands of a connection that the server offers.

use std::time::{Duration, Instant};

/// What changes within this time is told by one offer.
pub(crate) const TOGETHER: Duration = Duration::from_millis(30);
/// When a section whose track has ended is told to be inactive, so that it can be used again, unless another
/// offer says so before.
pub(crate) const REST: Duration = Duration::from_secs(5);

/// Invariant: one offer waits for its answer at a time, and what changes meanwhile is told together by the next.
#[derive(Debug, Default)]
pub(crate) struct Offering {
    due: Option<Instant>,
    /// An offer waits for its answer; the sections that were spent when it was made, and stand in it as inactive.
    pending: Option<Vec<usize>>,
}

impl Offering {
    /// Something is to be told, at the latest `at`.
    pub(crate) fn want(&mut self, at: Instant) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    /// Whatever was offered, the client may not know of it: another offer is to be made.
    pub(crate) fn renew(&mut self, now: Instant) {
        self.pending = None;
        self.due = Some(now);
    }

    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.pending.is_none() && self.due.is_some_and(|due| due <= now)
    }

    /// When the next offer is to be made; not while one waits for its answer.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.due.filter(|_| self.pending.is_none())
    }

    pub(crate) fn made(&mut self, resting: Vec<usize>) {
        self.pending = Some(resting);
        self.due = None;
    }

    /// The sections that are inactive in the offer that waits for its answer, if one does.
    pub(crate) fn pending(&self) -> Option<&[usize]> {
        self.pending.as_deref()
    }

    /// Its answer is here; the sections that were inactive in it.
    pub(crate) fn answered(&mut self) -> Vec<usize> {
        self.pending.take().unwrap_or_default()
    }
}
