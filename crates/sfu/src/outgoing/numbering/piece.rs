//! A run of numbers without a break, and what it says of one packet.

use crate::rtp::vp8::PictureId;

/// What is added to a packet's own numbers, each within its width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shift {
    pub(crate) timestamp: u32,
    pub(crate) pictures: u16,
    pub(crate) bases: u8,
}

/// A run of one incoming stream that is numbered without a break.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Which incoming stream: the layer's generation.
    pub(super) stream: u32,
    /// Incoming indices `from..until`; open while `until` is `None`.
    pub(super) from: u64,
    pub(super) until: Option<u64>,
    /// The outgoing index of `from`.
    pub(super) out: u64,
    pub(super) shift: Shift,
    pub(super) void: Void,
}

/// Pictures left out at both ends of a piece: packets of theirs that come late have no place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Void {
    /// This one and those before.
    pub(super) up_to: Option<PictureId>,
    /// This one and those after.
    pub(super) from: Option<PictureId>,
}

impl Void {
    fn holds(self, picture: Option<PictureId>) -> bool {
        picture.is_some_and(|picture| {
            self.up_to.is_some_and(|end| !end.is_before(picture))
                || self.from.is_some_and(|begin| !picture.is_before(begin))
        })
    }
}

impl Piece {
    pub(super) fn covers(&self, stream: u32, index: u64) -> bool {
        self.stream == stream && index >= self.from && self.until.is_none_or(|until| index < until)
    }

    pub(super) fn place(&self, index: u64, picture: Option<PictureId>) -> Option<Place> {
        (!self.void.holds(picture)).then(|| Place {
            index: self.out + (index - self.from),
            shift: self.shift,
        })
    }
}

/// Where a packet goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Outgoing index.
    pub(crate) index: u64,
    pub(crate) shift: Shift,
}

/// Which incoming packet an outgoing index stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) stream: u32,
    pub(crate) index: u64,
    pub(crate) shift: Shift,
    pub(super) void: Void,
}

impl Origin {
    /// The packet was left out after its number had been given away.
    pub(crate) fn is_void(&self, picture: Option<PictureId>) -> bool {
        self.void.holds(picture)
    }
}
