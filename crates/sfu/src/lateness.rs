//! How much later than its neighbours a packet comes that was lost or overtaken.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// What counts as recent.
const RECENT: Duration = Duration::from_secs(10);
/// Fewer in that time are chance, and no reason to change anything; more would be learned too late.
const MIN_SAMPLES: usize = 2;
/// Samples remembered.
const MAX_SAMPLES: usize = 32;

#[derive(Clone, Debug, Default)]
pub(crate) struct Lateness {
    /// The newest last.
    samples: VecDeque<(Instant, Duration)>,
}

impl Lateness {
    /// A packet came so much late.
    pub(crate) fn note(&mut self, now: Instant, late: Duration) {
        if self.samples.len() == MAX_SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back((now, late));
    }

    /// All late packets but one in sixteen come within this time; 0 while hardly any do.
    pub(crate) fn usual(&self, now: Instant) -> Duration {
        let mut recent = [Duration::ZERO; MAX_SAMPLES];
        let mut count = 0;
        let samples = self.samples.iter();
        let fresh = samples.filter(|(at, _)| now.saturating_duration_since(*at) < RECENT);
        for (place, (_, late)) in recent.iter_mut().zip(fresh) {
            *place = *late;
            count += 1;
        }
        if count < MIN_SAMPLES {
            return Duration::ZERO;
        }
        let recent = recent.get_mut(..count).unwrap_or_default();
        recent.sort_unstable();
        recent
            .get((count - 1) - count / 16)
            .copied()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use super::*;

    const fn millis(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn all_but_one_in_sixteen_come_within_the_usual_time() {
        let (mut lateness, now) = (Lateness::default(), Instant::now());
        lateness.note(now, millis(20));
        assert_eq!(lateness.usual(now), Duration::ZERO, "that may be chance");
        for late in [30, 25, 22, 24, 26, 28, 21, 23, 27] {
            lateness.note(now, millis(late));
        }
        assert_eq!(lateness.usual(now), millis(30));
        (0..5).for_each(|_| lateness.note(now, millis(20)));
        lateness.note(now, millis(400));
        assert_eq!(
            lateness.usual(now),
            millis(30),
            "one of sixteen is too late"
        );
        assert_eq!(lateness.usual(now + RECENT), Duration::ZERO);
    }

    #[test]
    fn of_many_the_newest_count() {
        let (mut lateness, now) = (Lateness::default(), Instant::now());
        for late in (0..100).rev() {
            lateness.note(now, millis(late));
        }
        assert_eq!(lateness.usual(now), millis(29));
        assert_eq!(lateness.samples.len(), MAX_SAMPLES);
    }
}
