//! Where payloads stand: slots of a few sizes, taken and given back, never freed.
//!
//! Invariant: a slot belongs to one packet at a time, and all slots together are of bounded size.

/// Sizes of slots: audio fits the first; video is mostly as long as its sender's packets may be, about 1,200 bytes.
const SIZES: [usize; 5] = [256, 640, 1024, 1200, 1500];
/// Bytes of all slots of a media thread: 600 video streams of 200 packets/s at the very worst.
const MAX_BYTES: usize = 240 << 20;

/// A place in the pool. It is not `Clone`: whoever holds it gives it back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    class: u8,
    number: u32,
}

/// All slots of one media thread.
#[derive(Debug)]
pub(crate) struct Pool {
    classes: [Class; SIZES.len()],
    /// Of all slots, used or free.
    bytes: usize,
}

/// Slots of one size.
#[derive(Debug, Default)]
struct Class {
    slots: Vec<Box<[u8]>>,
    free: Vec<u32>,
}

impl Pool {
    pub(crate) fn new() -> Self {
        Self {
            classes: Default::default(),
            bytes: 0,
        }
    }

    /// A slot for `len` bytes; `None` when they fit no class or the pool is used up.
    pub(crate) fn take(&mut self, len: usize) -> Option<Slot> {
        let mut fitting = (0u8..).zip(SIZES).zip(&mut self.classes);
        let ((class, size), slots) = fitting.find(|((_, size), _)| len <= *size)?;
        if let Some(number) = slots.free.pop() {
            return Some(Slot { class, number });
        }
        if self.bytes + size > MAX_BYTES {
            return None;
        }
        let number = u32::try_from(slots.slots.len()).ok()?;
        slots.slots.push(vec![0; size].into_boxed_slice());
        self.bytes += size;
        Some(Slot { class, number })
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "a slot given back must not be used again"
    )]
    pub(crate) fn release(&mut self, slot: Slot) {
        if let Some(class) = self.classes.get_mut(usize::from(slot.class)) {
            class.free.push(slot.number);
        }
    }

    pub(crate) fn bytes(&self, slot: &Slot) -> &[u8] {
        let class = self.classes.get(usize::from(slot.class));
        class
            .and_then(|class| class.slots.get(slot.number as usize))
            .map(AsRef::as_ref)
            .unwrap_or_default()
    }

    pub(crate) fn bytes_mut(&mut self, slot: &Slot) -> &mut [u8] {
        let class = self.classes.get_mut(usize::from(slot.class));
        class
            .and_then(|class| class.slots.get_mut(slot.number as usize))
            .map(AsMut::as_mut)
            .unwrap_or_default()
    }

    /// Slots in use.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(crate) fn in_use(&self) -> usize {
        let used = |class: &Class| class.slots.len() - class.free.len();
        self.classes.iter().map(used).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_hardly_longer_than_what_they_hold_and_used_again() {
        let mut pool = Pool::new();
        for (len, size) in [
            (0, 256),
            (256, 256),
            (257, 640),
            (1_100, 1_200),
            (1_500, 1_500),
        ] {
            let slot = pool.take(len).unwrap();
            assert_eq!(pool.bytes(&slot).len(), size);
            pool.release(slot);
        }
        assert_eq!(pool.take(1_501), None);
        let held: Vec<Slot> = (0..3).filter_map(|_| pool.take(100)).collect();
        let bytes = pool.bytes;
        held.into_iter().for_each(|slot| pool.release(slot));
        assert!((0..3).all(|_| pool.take(100).is_some()));
        assert_eq!(pool.bytes, bytes);
    }

    #[test]
    fn a_pool_that_is_used_up_gives_nothing_more() {
        let mut pool = Pool::new();
        pool.bytes = MAX_BYTES - 1_500;
        let last = pool.take(1_500).unwrap();
        assert_eq!(pool.take(100), None);
        pool.release(last);
        assert!(pool.take(1_400).is_some());
    }
}
