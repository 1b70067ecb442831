//! Rewrites a source's packet indices to a subscriber's.
//!
//! Invariant: the map is injective and monotonic. Each outgoing index belongs to one incoming packet for ever,
//! because it is the nonce that packet is sealed under.

/// Pieces remembered for retransmission: each pause or switch starts one.
const PIECES: usize = 4;

/// Incoming indices from `from` on are moved by `offset`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Piece {
    from: u64,
    offset: i64,
    /// Which incoming stream the piece maps.
    generation: u32,
}

/// One subscriber stream's map.
#[derive(Clone, Debug)]
pub(crate) struct SequenceMap {
    /// The newest first; the unused rest map nothing.
    pieces: [Option<Piece>; PIECES],
    /// One more than the highest outgoing index used.
    next: u64,
}

impl SequenceMap {
    /// Outgoing indices begin at `first`. It should be below 2^15, so that the receiver, which must guess the
    /// rollover counter to be 0, guesses right even when the first packets are lost or reordered.
    pub(crate) fn new(first: u16) -> Self {
        Self {
            pieces: [None; PIECES],
            next: u64::from(first),
        }
    }

    /// The outgoing index of incoming `index`; `None` when it came before the current piece began.
    pub(crate) fn map(&mut self, index: u64) -> Option<u64> {
        let piece = self.pieces.first().copied().flatten()?;
        if index < piece.from {
            return None;
        }
        let out = index.checked_add_signed(piece.offset)?;
        self.next = self.next.max(out + 1);
        Some(out)
    }

    /// Makes incoming `index` of stream `generation` follow directly on what was sent; earlier ones are dropped
    /// from now on.
    pub(crate) fn begin_at(&mut self, index: u64, generation: u32) {
        let offset = self.next.wrapping_sub(index) as i64;
        self.pieces.rotate_right(1);
        if let Some(newest) = self.pieces.first_mut() {
            *newest = Some(Piece {
                from: index,
                offset,
                generation,
            });
        }
    }

    /// Which incoming packet, of which generation, went out as `out`.
    pub(crate) fn source_of(&self, out: u64) -> Option<(u64, u32)> {
        let started = |piece: &Piece| piece.from.checked_add_signed(piece.offset);
        let piece = self
            .pieces
            .iter()
            .flatten()
            .find(|piece| started(piece).is_some_and(|first| first <= out))?;
        (out < self.next).then_some((out.checked_add_signed(-piece.offset)?, piece.generation))
    }

    /// One more than the highest outgoing index used.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_pause_leaves_no_gap() {
        let mut map = SequenceMap::new(100);
        map.begin_at(70_000, 0);
        assert_eq!(map.map(70_000), Some(100));
        assert_eq!(map.map(70_001), Some(101));
        map.begin_at(75_000, 0);
        assert_eq!(map.map(75_000), Some(102));
        assert_eq!(map.map(74_999), None, "came before the pause ended");
        assert_eq!(map.source_of(101), Some((70_001, 0)));
        assert_eq!(map.source_of(102), Some((75_000, 0)));
        assert_eq!(map.source_of(103), None, "not sent yet");
    }

    #[derive(Clone, Debug)]
    enum Step {
        Packet { jump: i64 },
        Restart { skip: u64 },
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            8 => (-20i64..30).prop_map(|jump| Step::Packet { jump }),
            1 => (0u64..200_000).prop_map(|skip| Step::Restart { skip }),
        ];
        prop::collection::vec(step, 1..300)
    }

    proptest! {
        #[test]
        fn no_outgoing_index_ever_stands_for_two_packets(first in 0u16..0x8000, steps in steps()) {
            let mut map = SequenceMap::new(first);
            let (mut highest, mut generation) = (100_000u64, 0);
            map.begin_at(highest, generation);
            let mut sent: HashMap<u64, (u64, u32)> = HashMap::new();
            for step in steps {
                match step {
                    Step::Restart { skip } => {
                        highest = skip + 1;
                        generation += 1;
                        map.begin_at(highest, generation);
                    }
                    Step::Packet { jump } => {
                        let index = highest.saturating_add_signed(jump);
                        highest = highest.max(index);
                        if let Some(out) = map.map(index) {
                            let before = sent.insert(out, (index, generation));
                            prop_assert!(before.is_none_or(|before| before == (index, generation)));
                            prop_assert_eq!(map.source_of(out), Some((index, generation)));
                        }
                    }
                }
            }
        }
    }
}
