//! When to ask a publisher for a key frame of one layer.

use std::time::{Duration, Instant};

/// At most one request per layer in this time: a key frame costs as much as many others.
const INTERVAL: Duration = Duration::from_millis(500);

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PictureRequests {
    wanted: bool,
    asked: Option<Instant>,
}

impl PictureRequests {
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// A key frame begins to arrive.
    pub(crate) fn arrived(&mut self) {
        self.wanted = false;
    }

    pub(crate) fn are_wanted(&self) -> bool {
        self.wanted
    }

    /// Whether to ask now. Whoever still waits wants again with the next packet, so a wish that nobody has any
    /// more ends here.
    pub(crate) fn due(&mut self, now: Instant) -> bool {
        let rested = self
            .asked
            .is_none_or(|asked| now.saturating_duration_since(asked) >= INTERVAL);
        if !self.wanted || !rested {
            return false;
        }
        (self.wanted, self.asked) = (false, Some(now));
        true
    }
}
