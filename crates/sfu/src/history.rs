//! The last second of each published stream, deciphered once and shared by all its subscribers.
//!
//! Invariant: slots come from one pool per media thread, of bounded size; a stream that overruns overwrites
//! its own oldest packet, never another's.

mod pool;

use std::time::{Duration, Instant};

use crate::{rtp::vp8, sdp::CodecKind};
pub(crate) use pool::{Pool, Slot};

/// How long a packet is kept for retransmission.
const KEEP: Duration = Duration::from_secs(1);

/// A deciphered packet of a published stream.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) index: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) codec: CodecKind,
    /// A decoder can begin here.
    pub(crate) key_frame: bool,
    /// The payload descriptor, where it is VP8 and has one.
    pub(crate) vp8: Option<vp8::Descriptor>,
    /// RFC 6464 byte, passed on.
    pub(crate) audio_level: Option<u8>,
    /// 3GPP orientation byte, passed on.
    pub(crate) orientation: Option<u8>,
    pub(crate) arrived: Instant,
    slot: Slot,
    start: u16,
    len: u16,
}

/// Everything about a packet but its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Particulars {
    pub(crate) index: u64,
    pub(crate) timestamp: u32,
    pub(crate) marker: bool,
    pub(crate) codec: CodecKind,
    pub(crate) audio_level: Option<u8>,
    pub(crate) orientation: Option<u8>,
    pub(crate) arrived: Instant,
    pub(crate) key_frame: bool,
    pub(crate) vp8: Option<vp8::Descriptor>,
}

impl Kept {
    /// The payload stands at `start`, `len` bytes long, in `slot`.
    pub(crate) fn new(what: Particulars, slot: Slot, start: usize, len: usize) -> Self {
        Self {
            index: what.index,
            timestamp: what.timestamp,
            marker: what.marker,
            codec: what.codec,
            key_frame: what.key_frame,
            vp8: what.vp8,
            audio_level: what.audio_level,
            orientation: what.orientation,
            arrived: what.arrived,
            slot,
            start: start as u16,
            len: len as u16,
        }
    }

    pub(crate) fn payload<'a>(&self, pool: &'a Pool) -> &'a [u8] {
        let start = usize::from(self.start);
        pool.bytes(&self.slot)
            .get(start..start + usize::from(self.len))
            .unwrap_or_default()
    }
}

/// One stream's packets, by index.
#[derive(Debug)]
pub(crate) struct History {
    /// Empty until the first packet: many cameras are announced long before they are switched on.
    ring: Box<[Option<Kept>]>,
    capacity: usize,
    /// No packet below this is kept.
    oldest: u64,
    /// No packet from this on is kept.
    next: u64,
}

impl History {
    /// Room for `capacity` packets, at least one.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            ring: Box::default(),
            capacity: capacity.max(1),
            oldest: 0,
            next: 0,
        }
    }

    /// Keeps a packet, unless it is older than all the ring has room for.
    pub(crate) fn insert(&mut self, kept: Kept, pool: &mut Pool) {
        if self.ring.is_empty() {
            self.ring = (0..self.capacity).map(|_| None).collect();
        }
        let index = kept.index;
        if index + (self.ring.len() as u64) < self.next {
            return pool.release(kept.slot);
        }
        if self.next == 0 || index >= self.next + self.ring.len() as u64 {
            self.clear(pool);
            self.oldest = index;
        }
        self.next = self.next.max(index + 1);
        self.oldest = self
            .oldest
            .min(index)
            .max(self.next.saturating_sub(self.ring.len() as u64));
        if let Some(place) = self.place_mut(index)
            && let Some(replaced) = place.replace(kept)
        {
            pool.release(replaced.slot);
        }
    }

    pub(crate) fn get(&self, index: u64) -> Option<&Kept> {
        let place = self.place_of(index);
        self.ring
            .get(place)?
            .as_ref()
            .filter(|kept| kept.index == index)
    }

    /// Gives back what is too old to be asked for.
    pub(crate) fn expire(&mut self, now: Instant, pool: &mut Pool) {
        while self.oldest < self.next {
            let oldest = self.oldest;
            if self
                .get(oldest)
                .is_some_and(|kept| now.saturating_duration_since(kept.arrived) < KEEP)
            {
                return;
            }
            if let Some(kept) = self
                .place_mut(oldest)
                .and_then(|place| place.take_if(|kept| kept.index <= oldest))
            {
                pool.release(kept.slot);
            }
            self.oldest += 1;
        }
    }

    pub(crate) fn clear(&mut self, pool: &mut Pool) {
        self.ring
            .iter_mut()
            .filter_map(Option::take)
            .for_each(|kept| pool.release(kept.slot));
        (self.oldest, self.next) = (0, 0);
    }

    fn place_of(&self, index: u64) -> usize {
        (index % self.capacity as u64) as usize
    }

    fn place_mut(&mut self, index: u64) -> Option<&mut Option<Kept>> {
        let place = self.place_of(index);
        self.ring.get_mut(place)
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use proptest::prelude::*;

    use super::*;

    fn keep(pool: &mut Pool, history: &mut History, index: u64, arrived: Instant) {
        let slot = pool.take(8).unwrap();
        pool.bytes_mut(&slot)[..8].copy_from_slice(&index.to_be_bytes());
        let what = Particulars {
            index,
            timestamp: 0,
            marker: false,
            codec: CodecKind::Opus,
            audio_level: None,
            orientation: None,
            arrived,
            key_frame: false,
            vp8: None,
        };
        history.insert(Kept::new(what, slot, 0, 8), pool);
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_was_kept_and_no_slot_is_lost(
            jumps in prop::collection::vec((-70i64..90, 0u64..60), 1..200),
        ) {
            let (mut pool, mut history) = (Pool::new(), History::new(64));
            let (mut highest, mut now) = (5_000u64, Instant::now());
            for (jump, millis) in jumps {
                now += Duration::from_millis(millis);
                let index = highest.saturating_add_signed(jump);
                highest = highest.max(index);
                keep(&mut pool, &mut history, index, now);
                history.expire(now, &mut pool);
                for known in highest.saturating_sub(70)..=highest {
                    let Some(kept) = history.get(known) else { continue };
                    prop_assert_eq!(kept.payload(&pool), known.to_be_bytes());
                }
                prop_assert!(highest != index || history.get(index).is_some());
                prop_assert!(pool.in_use() <= 64);
            }
            history.clear(&mut pool);
            prop_assert_eq!(pool.in_use(), 0);
        }

        #[test]
        fn after_its_time_nothing_is_kept(count in 1u64..500) {
            let (mut pool, mut history) = (Pool::new(), History::new(512));
            let now = Instant::now();
            for index in 0..count {
                keep(&mut pool, &mut history, 7 * 65_536 + index * 3, now);
            }
            history.expire(now + Duration::from_secs(2), &mut pool);
            prop_assert_eq!(pool.in_use(), 0);
        }
    }
}
