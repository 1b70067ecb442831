//! Spreads video over time where bursts would fill the queue on the way: a leaky bucket that empties at a
//! multiple of the estimate. Audio is counted and never waits.
//!
//! Invariant: bounded; while anything waits, all later video of the peer waits behind it, so that every stream
//! leaves in the order it was forwarded. What waits is named, not copied: it stands in the shared history.

use std::collections::VecDeque;

/// The bucket empties this much faster than the estimate: only bursts wait, not the stream.
const FACTOR: f64 = 2.5;
/// What may leave at once, as time of the bucket's rate, in microseconds; and at least this many bytes.
const BURST_MICROS: f64 = 40_000.0;
const MIN_BURST: f64 = 9_000.0;
/// Packets that may wait. At 500 kbit/s it takes 4 s to send so many: more is for repair or a key frame.
const MAX_WAITING: usize = 256;

/// A packet of a track's layer, for a section of the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) section: usize,
    pub(crate) layer: u8,
    /// The layer's generation.
    pub(crate) stream: u32,
    pub(crate) index: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Pacer {
    /// Bytes in the bucket at `at`, and the rate it empties at, in bytes per microsecond.
    level: f64,
    at: u64,
    rate: f64,
    waiting: VecDeque<Waiting>,
}

impl Pacer {
    /// The estimate has changed; `None` lifts all limits.
    pub(crate) fn follow(&mut self, now: u64, estimate: Option<f64>) {
        self.drain(now);
        self.rate = estimate.map_or(0.0, |bits| FACTOR * bits / 8_000_000.0);
    }

    fn drain(&mut self, now: u64) {
        let passed = now.saturating_sub(self.at) as f64;
        self.level = (self.level - passed * self.rate).max(0.0);
        self.at = now;
    }

    /// Something left.
    pub(crate) fn sent(&mut self, bytes: usize) {
        if self.rate > 0.0 {
            self.level += bytes as f64;
        }
    }

    /// Whether video may leave now rather than wait.
    pub(crate) fn is_free(&mut self, now: u64) -> bool {
        self.waiting.is_empty() && self.has_room(now)
    }

    fn has_room(&mut self, now: u64) -> bool {
        if self.rate == 0.0 {
            return true;
        }
        self.drain(now);
        self.level < (self.rate * BURST_MICROS).max(MIN_BURST)
    }

    /// Whether the bucket is so full that repairs, too, must wait to be asked for again.
    pub(crate) fn is_overfull(&mut self, now: u64) -> bool {
        self.drain(now);
        self.rate > 0.0 && self.level > 3.0 * (self.rate * BURST_MICROS).max(MIN_BURST)
    }

    /// Lets a packet wait; `false` when too many do.
    pub(crate) fn wait(&mut self, packet: Waiting) -> bool {
        let fits = self.waiting.len() < MAX_WAITING;
        if fits {
            self.waiting.push_back(packet);
        }
        fits
    }

    /// The next packet that may leave now.
    pub(crate) fn next(&mut self, now: u64) -> Option<Waiting> {
        if self.waiting.is_empty() || !self.has_room(now) {
            return None;
        }
        self.waiting.pop_front()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Forgets what waits for a section, which has another use from now on.
    pub(crate) fn forget(&mut self, section: usize) {
        self.waiting.retain(|packet| packet.section != section);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(index: u64) -> Waiting {
        Waiting {
            section: (index % 3) as usize,
            layer: 0,
            stream: 1,
            index,
        }
    }

    #[test]
    fn without_an_estimate_nothing_ever_waits() {
        let mut pacer = Pacer::default();
        for _ in 0..10_000 {
            assert!(pacer.is_free(5));
            pacer.sent(1200);
        }
    }

    #[test]
    fn a_burst_leaves_at_two_and_a_half_times_the_estimate_and_in_order() {
        let mut pacer = Pacer::default();
        pacer.follow(0, Some(1_000_000.0));
        for index in 0..200 {
            if pacer.is_free(0) {
                pacer.sent(1000);
            } else {
                assert!(pacer.wait(packet(index)));
            }
        }
        let early = 200 - pacer.waiting.len();
        assert!((12..=14).contains(&early), "{early}");
        let mut left = Vec::new();
        for now in (0..=320_000).step_by(5_000) {
            while let Some(packet) = pacer.next(now) {
                pacer.sent(1000);
                left.push(packet.index);
            }
        }
        // 2.5 Mbit/s for 320 ms are 100 packets.
        assert!((98..=102).contains(&left.len()), "{}", left.len());
        assert!(left.is_sorted() && left[0] == early as u64);
        assert!(!pacer.is_free(10_000_000), "the others come first");
    }

    #[test]
    fn what_waits_is_bounded_and_forgotten_with_its_section() {
        let mut pacer = Pacer::default();
        let taken = (0..1000).filter(|index| pacer.wait(packet(*index))).count();
        assert_eq!(taken, MAX_WAITING);
        pacer.forget(1);
        assert!(pacer.waiting.iter().all(|packet| packet.section != 1));
    }
}
