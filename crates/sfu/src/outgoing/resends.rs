//! How often one packet may be sent again.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Answers to repeated requests for one packet.
pub(super) const MAX_RESENDS: u8 = 6;
/// Resent packets remembered, to count answers.
const RESENT: usize = 128;
/// Taken until reports have told the true round trip.
const ASSUMED_ROUND_TRIP: Duration = Duration::from_millis(40);

#[derive(Clone, Copy, Debug)]
struct Resent {
    index: u64,
    at: Instant,
    times: u8,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Resends {
    resent: VecDeque<Resent>,
}

impl Resends {
    /// Whether the packet may be sent (again) now; if so, it counts as sent.
    pub(super) fn allow(&mut self, now: Instant, index: u64, round_trip: Option<Duration>) -> bool {
        let rest = round_trip.unwrap_or(ASSUMED_ROUND_TRIP) / 2;
        if let Some(known) = self.resent.iter_mut().find(|resent| resent.index == index) {
            let allowed =
                known.times < MAX_RESENDS && now.saturating_duration_since(known.at) >= rest;
            if allowed {
                (known.at, known.times) = (now, known.times + 1);
            }
            return allowed;
        }
        if self.resent.len() == RESENT {
            self.resent.pop_front();
        }
        self.resent.push_back(Resent {
            index,
            at: now,
            times: 1,
        });
        true
    }
}
