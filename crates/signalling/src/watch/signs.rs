//! The signs that media flows for somebody (evidence level E5), read from what the media core knows.

use wellmet_foundation::Instant;
use wellmet_sfu::Presence;
use wellmet_vocabulary::Flow;

use super::{FRESH, Reading};

/// When media was last known to flow, each way it can be known.
pub(super) struct Signs {
    received: Option<Instant>,
    confirmed: Option<Instant>,
    checked: Option<Instant>,
}

impl Signs {
    pub(super) fn read(presence: &Presence, now: Reading) -> Self {
        let wall = |moment: Option<std::time::Instant>| moment.map(|at| now.wall_at(at));
        Self {
            received: wall(presence.media_in),
            confirmed: wall(presence.media_out),
            // A check says only that they are there; it counts while there is nothing to reach them.
            checked: wall(
                presence
                    .checked
                    .filter(|_| presence.connected && !presence.being_sent),
            ),
        }
    }

    pub(super) fn latest(&self) -> Option<Instant> {
        self.received.max(self.confirmed).max(self.checked)
    }

    pub(super) fn flow(&self, now: Instant) -> Flow {
        let fresh = |sign: Option<Instant>| sign.is_some_and(|at| now.since(at) <= FRESH);
        if fresh(self.received) {
            Flow::In
        } else if fresh(self.confirmed) {
            Flow::Out
        } else {
            Flow::Quiet
        }
    }
}
