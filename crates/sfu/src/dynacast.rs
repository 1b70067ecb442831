//! Which layers of a track anybody has use for, told to its publisher once per change: more at once, less only
//! when it has lasted, because who closes a window often opens it again.

use std::time::{Duration, Instant};

use crate::wish::Quality;

const DEBOUNCE: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Dynacast {
    /// Up to which layer the publisher was last told to send.
    told: Option<Quality>,
    /// Since when less has been enough.
    excess: Option<Instant>,
}

impl Default for Dynacast {
    /// A publisher that was told nothing sends everything.
    fn default() -> Self {
        Self {
            told: Some(Quality::High),
            excess: None,
        }
    }
}

impl Dynacast {
    /// Somebody has use for layers up to `wanted`, or nobody for any; what to tell, if it is time to.
    pub(crate) fn observe(
        &mut self,
        now: Instant,
        wanted: Option<Quality>,
    ) -> Option<Option<Quality>> {
        if wanted == self.told {
            self.excess = None;
            return None;
        }
        let since = *self.excess.get_or_insert(now);
        let lasted = now.saturating_duration_since(since) >= DEBOUNCE;
        if wanted < self.told && !lasted {
            return None;
        }
        *self = Self {
            told: wanted,
            excess: None,
        };
        Some(wanted)
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
    fn more_is_told_at_once_and_less_when_it_has_lasted() {
        let (mut dynacast, start) = (Dynacast::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        let (low, high) = (Some(Quality::Low), Some(Quality::High));
        assert_eq!(dynacast.observe(at(0), high), None, "as assumed");
        assert_eq!(dynacast.observe(at(1), low), None);
        assert_eq!(dynacast.observe(at(5), None), None);
        assert_eq!(dynacast.observe(at(6), low), Some(low));
        assert_eq!(dynacast.observe(at(7), low), None, "once");
        assert_eq!(dynacast.observe(at(8), high), Some(high), "at once");
        assert_eq!(dynacast.observe(at(9), None), None);
        assert_eq!(dynacast.observe(at(12), high), None, "somebody came back");
        assert_eq!(dynacast.observe(at(13), None), None);
        assert_eq!(dynacast.observe(at(17), None), None, "counted anew");
        assert_eq!(dynacast.observe(at(18), None), Some(None));
    }
}
