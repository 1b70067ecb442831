//! Reads transport-wide feedback. Nothing is allocated, and the work is bounded by [`MAX_STATUSES`].

use super::{HEAD, REFERENCE_MICROS, Received, TICK_MICROS};
use crate::bytes_at::{u16_at, u24_at};

/// More statuses in one feedback are refused: a run of missing packets costs two bytes and could name thousands.
const MAX_STATUSES: u16 = 4096;
/// One turn of the reference time's 24 bits.
const REFERENCE_TURN: i64 = 1 << 24;

/// One feedback message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feedback<'a> {
    /// Of the first packet reported.
    pub(crate) base: u16,
    count: u16,
    /// In 64 ms, modulo 2^24.
    reference: i64,
    chunks: &'a [u8],
    deltas: &'a [u8],
}

impl<'a> Feedback<'a> {
    /// `content` is the message from the base sequence number on; `None` when it is malformed.
    pub(crate) fn parse(content: &'a [u8]) -> Option<Self> {
        let count = u16_at(content, 2)?;
        if count == 0 || count > MAX_STATUSES {
            return None;
        }
        let rest = content.get(HEAD..)?;
        let (mut covered, mut chunks) = (0usize, 0);
        while covered < usize::from(count) {
            covered += Chunk(u16_at(rest, chunks)?).len();
            chunks += 2;
        }
        let (chunks, deltas) = rest.split_at_checked(chunks)?;
        Some(Self {
            base: u16_at(content, 0)?,
            count,
            reference: i64::from(u24_at(content, 4)?),
            chunks,
            deltas,
        })
    }

    /// Where the receiver's clock stands in 64 ms: the turn nearest to what it was `before`.
    pub(crate) fn reference_near(&self, before: i64) -> i64 {
        let moved = (self.reference - before).rem_euclid(REFERENCE_TURN);
        let back = moved >= REFERENCE_TURN / 2;
        before + moved - if back { REFERENCE_TURN } else { 0 }
    }

    /// The packets' fates from `base` on; arrivals in microseconds of the receiver's clock, which stands at
    /// `reference`. Ends early where deltas are missing or a symbol is unknown.
    pub(crate) fn statuses(&self, reference: i64) -> Statuses<'a> {
        Statuses {
            left: self.count,
            chunks: self.chunks,
            chunk: Chunk(0),
            place: 0,
            deltas: self.deltas,
            at: reference * REFERENCE_MICROS,
        }
    }
}

/// A run length or a vector of symbols (sections 3.1.3 and 3.1.4).
#[derive(Clone, Copy, Debug)]
struct Chunk(u16);

impl Chunk {
    fn len(self) -> usize {
        match self.0 >> 14 {
            // A run of none would hold a reader up for ever.
            0 | 1 => usize::from(self.0 & 0x1FFF).max(1),
            2 => 14,
            _ => 7,
        }
    }

    fn symbol(self, place: usize) -> u16 {
        match self.0 >> 14 {
            0 | 1 => (self.0 >> 13) & 3,
            2 => (self.0 >> 13usize.saturating_sub(place)) & 1,
            _ => (self.0 >> (2 * 6usize.saturating_sub(place))) & 3,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Statuses<'a> {
    left: u16,
    chunks: &'a [u8],
    chunk: Chunk,
    /// In the chunk; its length when the next one is to be read.
    place: usize,
    deltas: &'a [u8],
    at: i64,
}

impl Statuses<'_> {
    fn symbol(&mut self) -> Option<u16> {
        if self.place == 0 {
            let (chunk, rest) = self.chunks.split_first_chunk::<2>()?;
            (self.chunk, self.chunks) = (Chunk(u16::from_be_bytes(*chunk)), rest);
        }
        let symbol = self.chunk.symbol(self.place);
        self.place = (self.place + 1) % self.chunk.len();
        Some(symbol)
    }

    fn delta(&mut self, symbol: u16) -> Option<i64> {
        if symbol == 1 {
            let (delta, rest) = self.deltas.split_first()?;
            self.deltas = rest;
            return Some(i64::from(*delta));
        }
        let (delta, rest) = self.deltas.split_first_chunk::<2>()?;
        self.deltas = rest;
        Some(i64::from(i16::from_be_bytes(*delta)))
    }
}

impl Iterator for Statuses<'_> {
    type Item = Received;

    fn next(&mut self) -> Option<Received> {
        self.left = self.left.checked_sub(1)?;
        let status = match self.symbol()? {
            0 => return Some(None),
            symbol @ 1..=2 => self.delta(symbol).map(|delta| delta * TICK_MICROS),
            _ => None,
        };
        let Some(delta) = status else {
            self.left = 0;
            return None;
        };
        self.at += delta;
        Some(Some(self.at))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::write, *};

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            base: u16,
            start in 0i64..1_000_000_000,
            steps in prop::collection::vec(prop::option::weighted(0.7, -20_000i64..200_000), 0..300),
        ) {
            let mut at = start;
            let mut statuses = vec![Some(start)];
            statuses.extend(steps.iter().map(|step| step.map(|step| { at = (at + step).max(0); at })));
            let mut buffer = [0; 4096];
            let len = write(base, &statuses, 0, &mut buffer).unwrap();
            let feedback = Feedback::parse(&buffer[..len]).unwrap();
            prop_assert_eq!(feedback.base, base);
            let reference = feedback.reference_near(start / REFERENCE_MICROS);
            let read: Vec<Received> = feedback.statuses(reference).collect();
            let written: Vec<Received> = statuses
                .iter()
                .map(|status| status.map(|at| at.div_euclid(TICK_MICROS) * TICK_MICROS))
                .collect();
            prop_assert_eq!(read, written);
        }

        #[test]
        fn no_bytes_make_the_reader_fail_or_run_on(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(feedback) = Feedback::parse(&bytes) {
                let reference = feedback.reference_near(i64::from(bytes.len() as u32) << 20);
                prop_assert!(feedback.statuses(reference).count() <= usize::from(MAX_STATUSES));
            }
        }

        #[test]
        fn the_reference_is_followed_across_its_wrap(before in 0i64..1 << 40, moved in -1000i64..1000) {
            let feedback = Feedback {
                base: 0,
                count: 1,
                reference: (before + moved).rem_euclid(REFERENCE_TURN),
                chunks: &[],
                deltas: &[],
            };
            prop_assert_eq!(feedback.reference_near(before), before + moved);
        }
    }

    #[test]
    fn one_bit_vectors_are_read_as_others_write_them() {
        // Fourteen packets, the second and the last but one arrived, 1 ms and 2 ms after the reference.
        let content = [0, 9, 0, 14, 0, 0, 2, 0, 0x90, 0x02, 4, 8];
        let feedback = Feedback::parse(&content).unwrap();
        let read: Vec<Received> = feedback.statuses(feedback.reference_near(0)).collect();
        let mut expected = vec![None; 14];
        (expected[1], expected[12]) = (Some(129_000), Some(131_000));
        assert_eq!(read, expected);
    }
}
