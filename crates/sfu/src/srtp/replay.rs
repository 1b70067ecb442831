//! Which packets of a stream have been seen, and where a 16-bit sequence number stands in 48 bits.

/// Indices remembered. Repairs of lost packets come up to a second late, which is 500 packets at 5 Mbit/s.
const WINDOW: u64 = 1024;
const WORDS: usize = (WINDOW / 64) as usize;

/// A sliding window over indices (RFC 3711 section 3.3.2): each is new at most once.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReplayWindow {
    /// One more than the highest index accepted; 0 before the first.
    next: u64,
    /// One bit per index, at `index % WINDOW`.
    seen: [u64; WORDS],
}

impl ReplayWindow {
    /// Whether `index` was neither seen nor is too old to tell.
    pub(crate) fn is_new(&self, index: u64) -> bool {
        if index >= self.next {
            return true;
        }
        self.next - index <= WINDOW
            && self
                .seen
                .get(word(index))
                .is_some_and(|bits| bits & bit(index) == 0)
    }

    /// Marks an authenticated index as seen.
    pub(crate) fn accept(&mut self, index: u64) {
        if index >= self.next {
            self.forget(self.next, index);
            self.next = index + 1;
        }
        if let Some(bits) = self.seen.get_mut(word(index)) {
            *bits |= bit(index);
        }
    }

    /// Clears the bits that `from..=to` will use.
    fn forget(&mut self, from: u64, to: u64) {
        if to - from >= WINDOW {
            self.seen = [0; WORDS];
            return;
        }
        for index in from..=to {
            if let Some(bits) = self.seen.get_mut(word(index)) {
                *bits &= !bit(index);
            }
        }
    }
}

fn word(index: u64) -> usize {
    ((index % WINDOW) / 64) as usize
}

fn bit(index: u64) -> u64 {
    1 << (index % 64)
}

/// Extends a stream's sequence numbers to indices (RFC 3711 section 3.3.1), and refuses replays.
#[derive(Clone, Debug, Default)]
pub(crate) struct SequenceIndex {
    highest: Option<u64>,
    window: ReplayWindow,
}

impl SequenceIndex {
    /// The index meant by `sequence`: the one nearest to the highest seen.
    pub(crate) fn guess(&self, sequence: u16) -> u64 {
        self.highest
            .map_or(u64::from(sequence), |highest| nearest(highest, sequence))
    }

    pub(crate) fn is_new(&self, index: u64) -> bool {
        self.window.is_new(index)
    }

    pub(crate) fn accept(&mut self, index: u64) {
        self.window.accept(index);
        self.highest = self.highest.max(Some(index));
    }

    /// The highest index accepted.
    pub(crate) fn highest(&self) -> Option<u64> {
        self.highest
    }
}

/// The index congruent to `sequence` nearest to `reference`, and never below zero.
pub(crate) fn nearest(reference: u64, sequence: u16) -> u64 {
    let ahead = sequence.wrapping_sub(reference as u16);
    let behind = 0x1_0000 - u64::from(ahead);
    if ahead < 0x8000 || reference < behind {
        reference + u64::from(ahead)
    } else {
        reference - behind
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sequence_number_wraps_into_the_next_rollover() {
        assert_eq!(nearest(65_530, 2), 65_538);
        assert_eq!(nearest(65_538, 65_530), 65_530);
        assert_eq!(
            nearest(5, 65_530),
            65_530,
            "there is no rollover before the first"
        );
    }

    proptest! {
        #[test]
        fn an_index_is_new_once_and_only_once(jumps in prop::collection::vec(-1500i64..1500, 1..400)) {
            let (mut window, mut seen) = (ReplayWindow::default(), HashSet::new());
            let (mut at, mut highest) = (100_000i64, 0i64);
            for jump in jumps {
                at += jump;
                let index = at as u64;
                let known = seen.contains(&index);
                let too_old = highest - at >= WINDOW as i64;
                prop_assert_eq!(window.is_new(index), !known && !too_old);
                if window.is_new(index) {
                    window.accept(index);
                    seen.insert(index);
                    highest = highest.max(at);
                }
            }
        }

        #[test]
        fn the_nearest_index_has_the_sequence_number(reference in 0u64..1 << 40, sequence: u16) {
            let index = nearest(reference, sequence);
            prop_assert_eq!(index as u16, sequence);
            prop_assert!(index.abs_diff(reference) <= 0x8000 || index < 0x1_0000);
        }
    }
}
