//! Rewrites the numbers of a track's layers to the one stream a subscriber sees: sequence numbers, timestamps,
//! and VP8's picture ids and base layer counts.
//!
//! Invariant: each outgoing index belongs to one incoming packet for ever, because it is the nonce that packet
//! is sealed under. Outgoing indices only ever count up from piece to piece, and within a piece follow the
//! incoming ones; so they cannot clash whatever is switched, paused, left out, late or lost.

mod piece;

use std::collections::VecDeque;

use crate::rtp::vp8::{Descriptor, PictureId};
pub(crate) use piece::{Origin, Place, Shift};
use piece::{Piece, Void};

/// Pieces remembered. Each switch, pause, and frame left out starts one; a second with every other frame left
/// out takes 15.
const MAX_PIECES: usize = 64;

/// One subscriber stream's numbers.
#[derive(Clone, Debug)]
pub(crate) struct Numbering {
    /// The newest last.
    pieces: VecDeque<Piece>,
    /// One more than the highest outgoing index given away.
    next: u64,
    /// The incoming index that would continue the current stream.
    expected: u64,
    /// Of the current stream's pieces to come.
    shift: Shift,
    /// The newest picture id and base layer count given away, as the subscriber sees them.
    picture: Option<PictureId>,
    base: Option<u8>,
    /// The newest picture of the current stream, as the source numbers it.
    newest_picture: Option<PictureId>,
    /// The stream before the current one.
    former: Option<u32>,
    /// The newest picture left out, as the source numbers it.
    left_out: Option<PictureId>,
}

impl Numbering {
    /// Outgoing indices begin at `first`. It should be below 2^15, so that the receiver, which must guess the
    /// rollover counter to be 0, guesses right even when the first packets are lost or reordered.
    pub(crate) fn new(first: u16) -> Self {
        Self {
            pieces: VecDeque::new(),
            next: u64::from(first),
            expected: 0,
            shift: Shift::default(),
            picture: None,
            base: None,
            newest_picture: None,
            former: None,
            left_out: None,
        }
    }

    /// Makes incoming `index` of `stream` follow directly on what was sent. Its timestamps are moved by
    /// `timestamp`, its pictures follow on the last.
    pub(crate) fn begin(
        &mut self,
        stream: u32,
        index: u64,
        timestamp: u32,
        descriptor: Option<Descriptor>,
    ) {
        self.end_stream();
        self.former = self
            .stream()
            .filter(|former| *former != stream)
            .or(self.former);
        let descriptor = descriptor.unwrap_or_default();
        let follow = |last: PictureId, next: PictureId| {
            last.number().wrapping_add(1).wrapping_sub(next.number())
        };
        let pictures = self.picture.zip(descriptor.picture);
        let bases = self.base.zip(descriptor.base);
        self.shift = Shift {
            timestamp,
            pictures: pictures.map_or(0, |(last, next)| follow(last, next)),
            bases: bases.map_or(0, |(last, next)| last.wrapping_add(1).wrapping_sub(next)),
        };
        self.expected = index;
        self.left_out = None;
        self.open(stream);
    }

    /// Whether a packet of the current stream comes later than one that follows it.
    pub(crate) fn is_behind(&self, stream: u32, index: u64) -> bool {
        index < self.expected && self.stream() == Some(stream)
    }

    /// The place of a packet of the current stream that is in order; numbers of those missing before it are
    /// kept for them.
    pub(crate) fn next_place(
        &mut self,
        index: u64,
        descriptor: Option<Descriptor>,
    ) -> Option<Place> {
        let stream = self.stream()?;
        if self.newest()?.until.is_some() {
            self.open(stream);
        }
        let descriptor = descriptor.unwrap_or_default();
        let place = self.newest()?.place(index, None)?;
        self.next = place.index + 1;
        (self.expected, self.left_out) = (index + 1, None);
        self.give_away(descriptor);
        Some(place)
    }

    /// The newest picture and base layer count the subscriber may come to see.
    fn give_away(&mut self, descriptor: Descriptor) {
        let picture = descriptor.picture.map(|of| of.moved(self.shift.pictures));
        self.picture = picture.or(self.picture);
        self.newest_picture = descriptor.picture.or(self.newest_picture);
        let base = descriptor.base.map(|of| of.wrapping_add(self.shift.bases));
        self.base = base.or(self.base);
    }

    /// Leaves out a packet of the current stream that is in order, without a gap in any numbers.
    pub(crate) fn leave_out(&mut self, index: u64, descriptor: Option<Descriptor>) {
        let Some(stream) = self.stream() else {
            return;
        };
        let descriptor = descriptor.unwrap_or_default();
        let picture = descriptor.picture;
        let gap = index.saturating_sub(self.expected);
        let open = self.newest().is_some_and(|piece| piece.until.is_none());
        // What is missing between two packets of one picture is of that picture: it needs no numbers.
        let continues = picture.is_some() && picture == self.left_out;
        if !open && gap > 0 && !continues {
            self.open(stream);
        }
        if open || (gap > 0 && !continues) {
            self.next += gap;
            self.close(index, picture);
        }
        if picture.is_some() && !continues {
            // What is missing before it may be pictures that get numbers when they come.
            self.shift.pictures = self.shift.pictures.wrapping_sub(1);
            self.give_away(descriptor);
            self.left_out = picture;
        }
        self.expected = index + 1;
    }

    /// The place kept for a packet that comes late, if one was. Only the stream before the current one is
    /// looked for: what is older has been given up.
    pub(crate) fn late_place(
        &mut self,
        stream: u32,
        index: u64,
        descriptor: Option<Descriptor>,
    ) -> Option<Place> {
        if self.former != Some(stream) && self.stream() != Some(stream) {
            return None;
        }
        let descriptor = descriptor.unwrap_or_default();
        let mut newest_first = self.pieces.iter().rev();
        let piece = newest_first.find(|piece| piece.covers(stream, index))?;
        let place = piece.place(index, descriptor.picture)?;
        if place.index >= self.next {
            return None;
        }
        // A picture that was missing altogether.
        let newer = |newest: PictureId| descriptor.picture.is_some_and(|of| newest.is_before(of));
        if self.stream() == Some(stream) && self.newest_picture.is_some_and(newer) {
            self.give_away(descriptor);
        }
        Some(place)
    }

    /// Which incoming packet has the outgoing index `out`.
    pub(crate) fn origin_of(&self, out: u64) -> Option<Origin> {
        let mut newest_first = self.pieces.iter().rev();
        let piece = newest_first.find(|piece| piece.out <= out)?;
        let index = piece.from + (out - piece.out);
        let within = piece.until.is_none_or(|until| index < until);
        (within && out < self.next).then_some(Origin {
            stream: piece.stream,
            index,
            shift: piece.shift,
            void: piece.void,
        })
    }

    /// One more than the highest outgoing index given away.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// The current stream's.
    pub(crate) fn shift(&self) -> Shift {
        self.shift
    }

    fn newest(&self) -> Option<&Piece> {
        self.pieces.back()
    }

    fn stream(&self) -> Option<u32> {
        self.newest().map(|piece| piece.stream)
    }

    fn open(&mut self, stream: u32) {
        if self.pieces.len() == MAX_PIECES {
            self.pieces.pop_front();
        }
        self.pieces.push_back(Piece {
            stream,
            from: self.expected,
            until: None,
            out: self.next,
            shift: self.shift,
            void: Void {
                up_to: self.left_out,
                from: None,
            },
        });
    }

    /// Pictures of the current stream that are still missing altogether lose their numbers to what follows.
    fn end_stream(&mut self) {
        let expected = self.expected;
        self.close(expected, None);
        let (stream, next) = (
            self.stream(),
            self.newest_picture.map(|newest| newest.moved(1)),
        );
        let mut pieces = self.pieces.iter_mut().rev();
        while let Some(piece) = pieces.next().filter(|piece| Some(piece.stream) == stream) {
            piece.void.from = piece.void.from.or(next);
        }
        self.newest_picture = None;
    }

    /// Ends the open piece before `until`.
    fn close(&mut self, until: u64, void: Option<PictureId>) {
        if let Some(piece) = self.pieces.back_mut().filter(|piece| piece.until.is_none()) {
            (piece.until, piece.void.from) = (Some(until), void);
        }
    }
}

#[cfg(test)]
mod tests;
