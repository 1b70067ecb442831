//! Which of a publisher's packets to ask for again (RFC 4585 generic NACK).
//!
//! Invariant: every wait is bounded by count, tries and age, so that a dead or hostile sender costs little.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Packets waited for at once. A larger hole is not worth repairing: a key frame is asked for instead.
const MAX_MISSING: usize = 256;
const MAX_TRIES: u8 = 8;
/// A packet this late is of no use to a conversation, and the history that repairs subscribers is as long.
const MAX_AGE: Duration = Duration::from_secs(1);
/// How long a packet may merely be out of order.
const REORDER: Duration = Duration::from_millis(15);
const MIN_REPEAT: Duration = Duration::from_millis(30);
/// Taken until a repair has told the true one.
const ASSUMED_ROUND_TRIP: Duration = Duration::from_millis(100);

#[derive(Clone, Copy, Debug)]
struct Missing {
    index: u64,
    since: Instant,
    asked: Option<Instant>,
    tries: u8,
}

/// What an arrival meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    None,
    /// It had been missing for so long.
    Filled(Duration),
    /// The hole is too large to repair.
    Hopeless,
}

#[derive(Debug, Default)]
pub(crate) struct NackGenerator {
    highest: Option<u64>,
    /// In rising order of index.
    missing: VecDeque<Missing>,
    round_trip: Option<Duration>,
}

impl NackGenerator {
    /// A packet arrived, original or repaired.
    pub(crate) fn arrived(&mut self, now: Instant, index: u64) -> Gap {
        let Some(highest) = self.highest else {
            self.highest = Some(index);
            return Gap::None;
        };
        if index <= highest {
            return self.filled(now, index).map_or(Gap::None, Gap::Filled);
        }
        self.highest = Some(index);
        let hole = (index - highest - 1) as usize;
        if self.missing.len() + hole > MAX_MISSING {
            self.missing.clear();
            return Gap::Hopeless;
        }
        let lost = (highest + 1..index).map(|index| Missing {
            index,
            since: now,
            asked: None,
            tries: 0,
        });
        self.missing.extend(lost);
        Gap::None
    }

    fn filled(&mut self, now: Instant, index: u64) -> Option<Duration> {
        let place = self
            .missing
            .binary_search_by_key(&index, |missing| missing.index);
        let found = self.missing.remove(place.ok()?)?;
        if let (1, Some(asked)) = (found.tries, found.asked) {
            let sample = now.saturating_duration_since(asked);
            let smoothed = self
                .round_trip
                .map_or(sample, |known| (known * 7 + sample) / 8);
            self.round_trip = Some(smoothed);
        }
        Some(now.saturating_duration_since(found.since))
    }

    /// How long a repair takes, where one has come.
    #[cfg(test)]
    fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.missing.is_empty()
    }

    /// The sequence numbers to ask for now, in rising order, appended to `wanted`.
    pub(crate) fn due(&mut self, now: Instant, wanted: &mut Vec<u16>) {
        let repeat = self
            .round_trip
            .unwrap_or(ASSUMED_ROUND_TRIP)
            .max(MIN_REPEAT);
        self.missing.retain(|missing| {
            missing.tries < MAX_TRIES && now.saturating_duration_since(missing.since) < MAX_AGE
        });
        for missing in &mut self.missing {
            let ready = match missing.asked {
                None => now.saturating_duration_since(missing.since) >= REORDER,
                Some(asked) => now.saturating_duration_since(asked) >= repeat.mul_f32(1.25),
            };
            if ready {
                missing.asked = Some(now);
                missing.tries += 1;
                wanted.push(missing.index as u16);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use super::*;

    fn due(nack: &mut NackGenerator, at: Instant) -> Vec<u16> {
        let mut wanted = Vec::new();
        nack.due(at, &mut wanted);
        wanted
    }

    #[test]
    fn a_lost_packet_is_asked_for_until_it_comes() {
        let (mut nack, start) = (NackGenerator::default(), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        nack.arrived(at(0), 65_535);
        nack.arrived(at(0), 65_538);
        assert!(due(&mut nack, at(5)).is_empty(), "may be out of order");
        assert_eq!(due(&mut nack, at(20)), [0, 1]);
        assert!(
            due(&mut nack, at(60)).is_empty(),
            "the repair is on its way"
        );
        nack.arrived(at(70), 65_536);
        assert_eq!(nack.round_trip(), Some(Duration::from_millis(50)));
        assert_eq!(due(&mut nack, at(170)), [1]);
        nack.arrived(at(180), 65_537);
        assert!(due(&mut nack, at(400)).is_empty() && nack.is_idle());
    }

    #[test]
    fn asking_ends_by_tries_and_by_age() {
        let (mut nack, start) = (NackGenerator::default(), Instant::now());
        nack.arrived(start, 1);
        nack.arrived(start, 3);
        let asked: usize = (0..300)
            .map(|tick| due(&mut nack, start + Duration::from_millis(10 * tick)).len())
            .sum();
        assert!((2..=usize::from(MAX_TRIES)).contains(&asked), "{asked}");
        assert!(nack.is_idle());
    }

    #[test]
    fn a_hole_too_large_is_given_up() {
        let (mut nack, start) = (NackGenerator::default(), Instant::now());
        nack.arrived(start, 1);
        assert_eq!(
            nack.arrived(start, 2 + MAX_MISSING as u64 + 1),
            Gap::Hopeless
        );
        assert!(nack.is_idle());
    }
}
