//! SSRCs that a peer has stopped sending with. What still comes of them is late: taken for news, it would put the
//! layer back to a stream that has ended, or repair the wrong one.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Longer than packets are asked for again, and than they stray.
const LATE: Duration = Duration::from_secs(5);
/// SSRCs remembered.
const MAX: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Retired {
    /// The newest last.
    ssrcs: VecDeque<(u32, Instant)>,
}

impl Retired {
    pub(crate) fn add(&mut self, now: Instant, ssrc: u32) {
        if self.ssrcs.len() == MAX {
            self.ssrcs.pop_front();
        }
        self.ssrcs.push_back((ssrc, now));
    }

    /// Whether a packet of this SSRC is late.
    pub(crate) fn holds(&self, now: Instant, ssrc: u32) -> bool {
        let late = |at| now.saturating_duration_since(at) < LATE;
        let mut ssrcs = self.ssrcs.iter();
        ssrcs.any(|(known, at)| *known == ssrc && late(*at))
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use super::*;

    #[test]
    fn an_ssrc_may_be_taken_up_again_when_nothing_of_it_can_be_late() {
        let (mut retired, now) = (Retired::default(), Instant::now());
        retired.add(now, 7);
        assert!(retired.holds(now + LATE / 2, 7));
        assert!(!retired.holds(now + LATE / 2, 8));
        assert!(!retired.holds(now + LATE, 7));
    }

    #[test]
    fn no_more_are_remembered_than_have_room() {
        let (mut retired, now) = (Retired::default(), Instant::now());
        (0..1_000).for_each(|ssrc| retired.add(now, ssrc));
        assert_eq!(retired.ssrcs.len(), MAX);
        assert!(retired.holds(now, 999) && !retired.holds(now, 0));
    }
}
