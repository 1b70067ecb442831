//! The VP8 payload descriptor (RFC 7741 section 4.2): read once when a packet comes, rewritten for each subscriber.

const EXTENDED: u8 = 0x80;
const BEGINS_PARTITION: u8 = 0x10;
const PARTITION: u8 = 0x07;
const HAS_PICTURE: u8 = 0x80;
const HAS_BASE: u8 = 0x40;
const HAS_TEMPORAL: u8 = 0x20;
const HAS_KEY_INDEX: u8 = 0x10;
/// A picture id of 15 bits.
const LONG: u8 = 0x80;

/// A picture's number, which counts frames modulo its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PictureId {
    number: u16,
    /// 15 bits instead of 7.
    long: bool,
}

impl PictureId {
    fn mask(self) -> u16 {
        if self.long { 0x7FFF } else { 0x7F }
    }

    pub(crate) fn number(self) -> u16 {
        self.number
    }

    /// The id `by` pictures later.
    pub(crate) fn moved(self, by: u16) -> Self {
        Self {
            number: self.number.wrapping_add(by) & self.mask(),
            ..self
        }
    }

    /// Across wraps: less than half of all ids lie before one.
    pub(crate) fn is_before(self, other: Self) -> bool {
        let ahead = other.number.wrapping_sub(self.number) & self.mask();
        ahead != 0 && ahead <= self.mask() / 2
    }
}

/// What the descriptor says, small enough to be kept with every packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Descriptor {
    pub(crate) picture: Option<PictureId>,
    /// Counts the frames of the base layer (TL0PICIDX).
    pub(crate) base: Option<u8>,
    /// 0 is the base layer, and what untold frames are in.
    pub(crate) temporal: u8,
    /// The frame builds on the base layer only.
    pub(crate) synchronises: bool,
    /// A key frame begins.
    pub(crate) key_frame: bool,
}

/// Where the optional fields stand.
struct Layout {
    picture: Option<usize>,
    long: bool,
    base: Option<usize>,
    temporal: Option<usize>,
    /// The descriptor's end.
    len: usize,
}

impl Layout {
    fn of(payload: &[u8]) -> Option<Self> {
        let mut layout = Self {
            picture: None,
            long: false,
            base: None,
            temporal: None,
            len: 1,
        };
        if payload.first()? & EXTENDED == 0 {
            return Some(layout);
        }
        let flags = *payload.get(1)?;
        let mut at = 2;
        if flags & HAS_PICTURE != 0 {
            layout.picture = Some(at);
            layout.long = payload.get(at)? & LONG != 0;
            at += 1 + usize::from(layout.long);
        }
        if flags & HAS_BASE != 0 {
            layout.base = Some(at);
            at += 1;
        }
        if flags & (HAS_TEMPORAL | HAS_KEY_INDEX) != 0 {
            layout.temporal = (flags & HAS_TEMPORAL != 0).then_some(at);
            at += 1;
        }
        layout.len = at;
        Some(layout)
    }
}

impl Descriptor {
    /// `None` when the payload is too short for what it says of itself.
    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let layout = Layout::of(payload)?;
        let first = *payload.first()?;
        let byte = |at: usize| payload.get(at).copied();
        let temporal = match layout.temporal {
            Some(at) => Some(byte(at)?),
            None => None,
        };
        let begins = first & BEGINS_PARTITION != 0 && first & PARTITION == 0;
        Some(Self {
            picture: match layout.picture {
                Some(at) if layout.long => Some(PictureId {
                    number: u16::from_be_bytes([byte(at)? & !LONG, byte(at + 1)?]),
                    long: true,
                }),
                Some(at) => Some(PictureId {
                    number: u16::from(byte(at)?),
                    long: false,
                }),
                None => None,
            },
            base: match layout.base {
                Some(at) => Some(byte(at)?),
                None => None,
            },
            temporal: temporal.map_or(0, |byte| byte >> 6),
            synchronises: temporal.is_some_and(|byte| byte & 0x20 != 0),
            // The first partition's first bit is 0 in key frames.
            key_frame: begins && byte(layout.len)? & 0x01 == 0,
        })
    }
}

/// Moves a payload's picture id and base layer count, each within its width; what is absent stays absent.
pub(crate) fn renumber(payload: &mut [u8], pictures: u16, bases: u8) -> Option<()> {
    let layout = Layout::of(payload)?;
    let picture = Descriptor::read(payload).and_then(|read| read.picture);
    if let (Some(at), Some(picture)) = (layout.picture, picture) {
        let [high, low] = picture.moved(pictures).number.to_be_bytes();
        if layout.long {
            *payload.get_mut(at)? = high | LONG;
            *payload.get_mut(at + 1)? = low;
        } else {
            *payload.get_mut(at)? = low;
        }
    }
    if let Some(base) = layout.base.and_then(|at| payload.get_mut(at)) {
        *base = base.wrapping_add(bases);
    }
    Some(())
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A payload as browsers send it: 15 bits of picture id, base layer count, temporal layer; 4 bytes follow.
    pub(crate) fn payload(picture: u16, base: u8, temporal: u8, key_frame: bool) -> Vec<u8> {
        let [high, low] = (picture & 0x7FFF).to_be_bytes();
        let frame = u8::from(!key_frame);
        vec![
            0x90,
            0xE0,
            high | LONG,
            low,
            base,
            temporal << 6 | 0x20,
            frame,
            0xA5,
            0xA5,
            0xA5,
        ]
    }

    #[test]
    fn a_descriptor_is_read_in_every_width() {
        let long = Descriptor::read(&payload(0x1234, 7, 2, false)).unwrap();
        let picture = PictureId {
            number: 0x1234,
            long: true,
        };
        assert_eq!((long.picture, long.base), (Some(picture), Some(7)));
        assert_eq!(
            (long.temporal, long.synchronises, long.key_frame),
            (2, true, false)
        );
        let short = Descriptor::read(&[0x90, 0x80, 0x23, 0x00]).unwrap();
        let picture = PictureId {
            number: 0x23,
            long: false,
        };
        assert_eq!(
            (short.picture, short.base, short.key_frame),
            (Some(picture), None, true)
        );
        let bare = Descriptor::read(&[0x10, 0x01]).unwrap();
        assert_eq!(bare, Descriptor::default());
        for cut in [
            &[][..],
            &[0x90],
            &[0x90, 0x80],
            &[0x90, 0x80, 0x81],
            &[0x90, 0x40],
            &[0x90, 0x20],
        ] {
            assert_eq!(Descriptor::read(cut), None, "{cut:x?}");
        }
    }

    #[test]
    fn numbers_move_within_their_width_and_nothing_else_moves() {
        let mut long = payload(0x7FFF, 255, 1, false);
        renumber(&mut long, 2, 3).unwrap();
        assert_eq!(long, payload(1, 2, 1, false));
        let mut short = [0x90, 0x80, 0x7F, 0x00];
        renumber(&mut short, 2, 9).unwrap();
        assert_eq!(short, [0x90, 0x80, 0x01, 0x00]);
        let mut bare = [0x10, 0x01];
        renumber(&mut bare, 2, 9).unwrap();
        assert_eq!(bare, [0x10, 0x01]);
    }

    #[test]
    fn pictures_are_ordered_across_wraps() {
        let long = |number| PictureId { number, long: true };
        assert!(long(0x7FFE).is_before(long(1)) && !long(1).is_before(long(0x7FFE)));
        assert!(!long(5).is_before(long(5)));
        let short = |number| PictureId {
            number,
            long: false,
        };
        assert!(short(0x7E).is_before(short(1)) && !short(1).is_before(short(0x7E)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_fail(mut bytes in prop::collection::vec(0u8.., 0..12), by: u16) {
            let before = Descriptor::read(&bytes);
            let _ = renumber(&mut bytes, by, by as u8);
            if let Some(before) = before {
                let after = Descriptor::read(&bytes).unwrap();
                prop_assert_eq!(after.picture, before.picture.map(|picture| picture.moved(by)));
                prop_assert_eq!(after.base, before.base.map(|base| base.wrapping_add(by as u8)));
                prop_assert_eq!((after.temporal, after.key_frame), (before.temporal, before.key_frame));
            }
        }
    }
}
