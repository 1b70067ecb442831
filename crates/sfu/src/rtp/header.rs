//! The fixed header and its extensions (RFC 3550 section 5.1, RFC 8285), read and written in place.

use crate::bytes_at::{Writer, u16_at, u32_at};

const FIXED: usize = 12;
const ONE_BYTE: u16 = 0xBEDE;

/// A packet's header. Reading it proves nothing: it is not authenticated yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header<'a> {
    pub(crate) marker: bool,
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) padded: bool,
    pub(crate) extensions: Extensions<'a>,
    /// Where the payload begins, in bytes.
    pub(crate) len: usize,
}

impl<'a> Header<'a> {
    pub(crate) fn parse(packet: &'a [u8]) -> Option<Self> {
        let (first, second) = (*packet.first()?, *packet.get(1)?);
        if first >> 6 != 2 {
            return None;
        }
        let csrcs = usize::from(first & 0x0F);
        let mut len = FIXED + 4 * csrcs;
        let mut extensions = Extensions::default();
        if first & 0x10 != 0 {
            let words = usize::from(u16_at(packet, len + 2)?);
            extensions.profile = u16_at(packet, len)?;
            extensions.bytes = packet.get(len + 4..len + 4 + 4 * words)?;
            len += 4 + 4 * words;
        }
        (packet.len() >= len).then_some(Self {
            marker: second & 0x80 != 0,
            payload_type: second & 0x7F,
            sequence: u16_at(packet, 2)?,
            timestamp: u32_at(packet, 4)?,
            ssrc: u32_at(packet, 8)?,
            padded: first & 0x20 != 0,
            extensions,
            len,
        })
    }
}

/// A header's extension block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions<'a> {
    profile: u16,
    bytes: &'a [u8],
}

impl<'a> Extensions<'a> {
    /// The value under `id`; ids of 0 name nothing.
    pub(crate) fn get(&self, id: u8) -> Option<&'a [u8]> {
        if id == 0 {
            return None;
        }
        match self.profile {
            ONE_BYTE => self.get_short(id),
            profile if profile & 0xFFF0 == 0x1000 => self.get_long(id),
            _ => None,
        }
    }

    /// RFC 8285 section 4.2.
    fn get_short(&self, id: u8) -> Option<&'a [u8]> {
        let mut rest = self.bytes;
        loop {
            let (&first, after) = rest.split_first()?;
            match first >> 4 {
                0 if first == 0 => rest = after,
                // Padding has no length: what says so ends the block.
                0 | 15 => return None,
                found => {
                    let (value, next) = after.split_at_checked(usize::from(first & 0x0F) + 1)?;
                    if found == id {
                        return Some(value);
                    }
                    rest = next;
                }
            }
        }
    }

    /// RFC 8285 section 4.3.
    fn get_long(&self, id: u8) -> Option<&'a [u8]> {
        let mut rest = self.bytes;
        loop {
            let (&found, after) = rest.split_first()?;
            if found == 0 {
                rest = after;
                continue;
            }
            let (&len, after) = after.split_first()?;
            let (value, next) = after.split_at_checked(usize::from(len))?;
            if found == id {
                return Some(value);
            }
            rest = next;
        }
    }
}

/// Writes a header, then its one-byte extensions, then closes the block.
pub(crate) struct HeaderWriter<'a> {
    out: Writer<'a>,
}

impl<'a> HeaderWriter<'a> {
    pub(crate) fn begin(
        buffer: &'a mut [u8],
        marker: bool,
        payload_type: u8,
        sequence: u16,
        timestamp: u32,
        ssrc: u32,
    ) -> Option<Self> {
        let mut out = Writer::new(buffer);
        let [s0, s1] = sequence.to_be_bytes();
        out.put(&[0x90, u8::from(marker) << 7 | payload_type & 0x7F, s0, s1])?;
        out.put(&timestamp.to_be_bytes())?;
        out.put(&ssrc.to_be_bytes())?;
        out.put(&[0xBE, 0xDE, 0, 0])?;
        Some(Self { out })
    }

    /// `value` of 1 to 16 bytes under `id` of 1 to 14; an `id` of 0 writes nothing.
    pub(crate) fn extension(&mut self, id: u8, value: &[u8]) -> Option<()> {
        if id == 0 {
            return Some(());
        }
        let len = u8::try_from(value.len().checked_sub(1)?)
            .ok()
            .filter(|len| *len < 16)?;
        self.out.put(&[id << 4 | len])?;
        self.out.put(value)
    }

    /// Pads the block to whole words and writes its length; the header's length. A block left empty is
    /// taken back.
    pub(crate) fn finish(self) -> Option<usize> {
        let mut out = self.out;
        let used = out.len() - FIXED - 4;
        if used == 0 {
            out.patch_u16(0, u16::from_be_bytes([0x80, *out.written().get(1)?]))?;
            return Some(FIXED);
        }
        let words = used.div_ceil(4);
        out.put([0; 3].get(..words * 4 - used)?)?;
        out.patch_u16(FIXED + 2, u16::try_from(words).ok()?)?;
        Some(out.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut buffer = [0xFF; 64];
        let mut writer = HeaderWriter::begin(&mut buffer, true, 96, 65_535, 7, 9).unwrap();
        writer.extension(3, &[1, 2]).unwrap();
        writer.extension(0, b"not negotiated").unwrap();
        writer.extension(14, b"mid").unwrap();
        let len = writer.finish().unwrap();
        let header = Header::parse(&buffer[..len]).unwrap();
        assert_eq!(
            (header.marker, header.payload_type, header.sequence),
            (true, 96, 65_535)
        );
        assert_eq!((header.timestamp, header.ssrc, header.len), (7, 9, len));
        assert_eq!(header.extensions.get(3), Some(&[1, 2][..]));
        assert_eq!(header.extensions.get(14), Some(&b"mid"[..]));
        assert_eq!(header.extensions.get(5), None);
    }

    #[test]
    fn a_header_without_extensions_has_no_block() {
        let mut buffer = [0; 64];
        let len = HeaderWriter::begin(&mut buffer, false, 111, 1, 2, 3)
            .unwrap()
            .finish()
            .unwrap();
        assert_eq!(len, 12);
        assert_eq!(Header::parse(&buffer[..12]).unwrap().len, 12);
    }

    #[test]
    fn two_byte_extensions_are_read_too() {
        let mut packet = vec![0x90, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0x10, 0x00, 0, 2];
        packet.extend([0, 20, 3, b'a', b'b', b'c', 0, 0]);
        let header = Header::parse(&packet).unwrap();
        assert_eq!(header.extensions.get(20), Some(&b"abc"[..]));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_parser_fail(bytes in prop::collection::vec(0u8.., 0..80), id in 0u8..16) {
            if let Some(header) = Header::parse(&bytes) {
                let _ = header.extensions.get(id);
                prop_assert!(header.len <= bytes.len());
            }
        }
    }
}
