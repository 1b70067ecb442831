//! Packets as one subscriber gets them: written and sealed where they will be sent from.

use std::time::Instant;

use super::{Format, Fresh, Origin, Outgoing, Stamp, numbering::Shift};
use crate::{
    history::Kept,
    rtp::{HeaderWriter, vp8},
    sdp::CodecKind,
    srtp::Protect,
};

impl Outgoing {
    /// Writes and seals a packet for this subscriber; the datagram's length.
    pub(crate) fn write(
        &mut self,
        now: Instant,
        fresh: &Fresh<'_>,
        stamp: Stamp,
        protect: &Protect,
        buffer: &mut [u8],
    ) -> Option<usize> {
        let (kept, payload) = (fresh.kept, fresh.payload);
        let format = self.format(kept.codec)?;
        let place = self.place(now, fresh)?;
        let timestamp = kept.timestamp.wrapping_add(place.shift.timestamp);
        let ssrc = self.ssrcs.media;
        let header = HeaderWriter::begin(
            buffer,
            kept.marker,
            format.pt,
            place.index as u16,
            timestamp,
            ssrc,
        )?;
        let header = self.finish_header(header, kept, stamp)?;
        write_payload(buffer.get_mut(header..)?, payload, kept.codec, place.shift)?;
        let len = protect.seal(buffer, header, payload.len(), ssrc, place.index)?;
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(payload.len() as u32);
        self.sent = Some(now);
        Some(len)
    }

    fn format(&self, codec: CodecKind) -> Option<Format> {
        let mut formats = self.formats.iter();
        formats.find(|format| format.codec == codec).copied()
    }

    fn finish_header(
        &self,
        mut header: HeaderWriter<'_>,
        kept: &Kept,
        stamp: Stamp,
    ) -> Option<usize> {
        header.extension(
            self.extensions.transport_sequence,
            &stamp.transport_sequence.to_be_bytes(),
        )?;
        header.extension(self.extensions.absolute_send_time, &stamp.send_time)?;
        if self.reported.is_none() {
            header.extension(self.extensions.mid, self.mid.as_bytes())?;
        }
        if let Some(word) = self.playout.word() {
            header.extension(self.extensions.playout_delay, &word)?;
        }
        if let Some(level) = kept.audio_level {
            header.extension(self.extensions.audio_level, &[level])?;
        }
        if let Some(orientation) = kept.orientation {
            header.extension(self.extensions.video_orientation, &[orientation])?;
        }
        header.finish()
    }

    /// Writes a packet again as RTX (RFC 4588 section 4): own SSRC and sequence numbers, the original sequence
    /// number first in the payload, which is rewritten as it was the first time. One that was left out after
    /// its number had been given away is answered empty, so that it is waited for no longer.
    pub(crate) fn write_again(
        &mut self,
        (sequence, origin): (u16, &Origin),
        kept: &Kept,
        payload: &[u8],
        stamp: Stamp,
        protect: &Protect,
        buffer: &mut [u8],
    ) -> Option<usize> {
        let ssrc = self.ssrcs.repair?;
        let pt = self.format(kept.codec)?.rtx?;
        let void = origin.is_void(kept.vp8.and_then(|descriptor| descriptor.picture));
        let payload = if void { &[] } else { payload };
        let index = self.next_repair;
        self.next_repair += 1;
        let timestamp = kept.timestamp.wrapping_add(origin.shift.timestamp);
        let header = HeaderWriter::begin(buffer, kept.marker, pt, index as u16, timestamp, ssrc)?;
        let header = self.finish_header(header, kept, stamp)?;
        buffer
            .get_mut(header..header + 2)?
            .copy_from_slice(&sequence.to_be_bytes());
        write_payload(
            buffer.get_mut(header + 2..)?,
            payload,
            kept.codec,
            origin.shift,
        )?;
        protect.seal(buffer, header, payload.len() + 2, ssrc, index)
    }
}

/// The payload at the buffer's start, with the subscriber's numbers.
fn write_payload(buffer: &mut [u8], payload: &[u8], codec: CodecKind, shift: Shift) -> Option<()> {
    let out = buffer.get_mut(..payload.len())?;
    out.copy_from_slice(payload);
    if codec == CodecKind::Vp8 && (shift.pictures, shift.bases) != (0, 0) {
        // One too short to say anything has nothing to be moved either.
        let _ = vp8::renumber(out, shift.pictures, shift.bases);
    }
    Some(())
}
