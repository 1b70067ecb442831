//! The last second of each published stream, deciphered once and shared by all its subscribers.
//!
//! Invariant: slots come from one pool per media thread, of bounded size; a stream that overruns overwrites
//! its own oldest packet, never another's.

use std::time::{Duration, Instant};

use crate::{rtp::vp8, sdp::CodecKind};

/// Payloads of audio fit the small class, those of video the large one.
const SMALL: usize = 256;
const LARGE: usize = 1500;
/// Slots of each class per media thread: with 600 video streams of 200 packets/s about 180 MB at the very worst.
const MAX_SMALL: u32 = 200_000;
const MAX_LARGE: u32 = 120_000;
/// How long a packet is kept for retransmission.
const KEEP: Duration = Duration::from_millis(1200);

/// A place in the pool. It is not `Clone`: whoever holds it gives it back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    large: bool,
    number: u32,
}

/// All slots of one media thread.
#[derive(Debug)]
pub(crate) struct Pool {
    small: Class,
    large: Class,
}

#[derive(Debug)]
struct Class {
    slots: Vec<Box<[u8]>>,
    free: Vec<u32>,
    size: usize,
    limit: u32,
}

impl Class {
    fn new(size: usize, limit: u32) -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            size,
            limit,
        }
    }

    fn take(&mut self) -> Option<u32> {
        if let Some(number) = self.free.pop() {
            return Some(number);
        }
        let number = u32::try_from(self.slots.len())
            .ok()
            .filter(|number| *number < self.limit)?;
        self.slots.push(vec![0; self.size].into_boxed_slice());
        Some(number)
    }
}

impl Pool {
    pub(crate) fn new() -> Self {
        Self {
            small: Class::new(SMALL, MAX_SMALL),
            large: Class::new(LARGE, MAX_LARGE),
        }
    }

    /// A slot for `len` bytes; `None` when they fit no class or the pool is used up.
    pub(crate) fn take(&mut self, len: usize) -> Option<Slot> {
        match len {
            0..=SMALL => Some(Slot {
                large: false,
                number: self.small.take()?,
            }),
            257..=LARGE => Some(Slot {
                large: true,
                number: self.large.take()?,
            }),
            _ => None,
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "a slot given back must not be used again"
    )]
    pub(crate) fn release(&mut self, slot: Slot) {
        let Slot { large, number } = slot;
        let class = if large {
            &mut self.large
        } else {
            &mut self.small
        };
        class.free.push(number);
    }

    pub(crate) fn bytes(&self, slot: &Slot) -> &[u8] {
        let class = if slot.large { &self.large } else { &self.small };
        class
            .slots
            .get(slot.number as usize)
            .map(AsRef::as_ref)
            .unwrap_or_default()
    }

    pub(crate) fn bytes_mut(&mut self, slot: &Slot) -> &mut [u8] {
        let number = slot.number as usize;
        self.class_mut(slot)
            .slots
            .get_mut(number)
            .map(AsMut::as_mut)
            .unwrap_or_default()
    }

    /// Slots in use.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn in_use(&self) -> usize {
        let used = |class: &Class| class.slots.len() - class.free.len();
        used(&self.small) + used(&self.large)
    }

    fn class_mut(&mut self, slot: &Slot) -> &mut Class {
        if slot.large {
            &mut self.large
        } else {
            &mut self.small
        }
    }
}

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
    ring: Box<[Option<Kept>]>,
    /// No packet below this is kept.
    oldest: u64,
    /// No packet from this on is kept.
    next: u64,
}

impl History {
    /// Room for `capacity` packets, at least one.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            ring: (0..capacity.max(1)).map(|_| None).collect(),
            oldest: 0,
            next: 0,
        }
    }

    /// Keeps a packet, unless it is older than all the ring has room for.
    pub(crate) fn insert(&mut self, kept: Kept, pool: &mut Pool) {
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
        let place = (index % self.ring.len() as u64) as usize;
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

    fn place_mut(&mut self, index: u64) -> Option<&mut Option<Kept>> {
        let place = (index % self.ring.len() as u64) as usize;
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
