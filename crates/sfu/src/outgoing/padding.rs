//! Packets of nothing but padding, which probes are made of.

use super::{Outgoing, Stamp};
use crate::{rtp::HeaderWriter, srtp::Protect};

/// The most padding a packet can say it has.
pub(crate) const MAX_PADDING: u8 = 255;
/// The header's padding bit.
const PADDED: u8 = 0x20;

impl Outgoing {
    /// Whether probes may use its retransmissions' numbers.
    pub(crate) fn takes_padding(&self) -> bool {
        self.ssrcs.repair.is_some() && self.numbers_packets() && self.padding_type().is_some()
    }

    fn padding_type(&self) -> Option<u8> {
        self.formats.iter().find_map(|format| format.rtx)
    }

    /// Writes a packet of nothing but `count` bytes of padding (RFC 3550 section 5.1) among the retransmissions,
    /// whose numbers have no meaning to a decoder.
    pub(crate) fn write_padding(
        &mut self,
        count: u8,
        stamp: Stamp,
        protect: &Protect,
        buffer: &mut [u8],
    ) -> Option<usize> {
        let (ssrc, pt) = (self.ssrcs.repair?, self.padding_type()?);
        let index = self.next_repair;
        self.next_repair += 1;
        let timestamp = self.clock.seen();
        let mut header = HeaderWriter::begin(buffer, false, pt, index as u16, timestamp, ssrc)?;
        header.extension(
            self.extensions.transport_sequence,
            &stamp.transport_sequence.to_be_bytes(),
        )?;
        header.extension(self.extensions.mid, self.mid.as_bytes())?;
        let header = header.finish()?;
        *buffer.first_mut()? |= PADDED;
        let padding = buffer.get_mut(header..header + usize::from(count))?;
        padding.fill(0);
        *padding.last_mut()? = count;
        protect.seal(buffer, header, usize::from(count), ssrc, index)
    }
}
