//! One track on its way to one subscriber: the rewritten numbers of its stream and of its retransmissions.
//!
//! Invariant: a pair (SSRC, index) seals one content. Media indices come from [`SequenceMap`], which is
//! injective over packets that reach it at most once; retransmission indices only count up.

use std::time::{Duration, Instant};

use crate::{
    history::Kept,
    id::{Mid, Source},
    rtp::{HeaderWriter, SequenceMap},
    sdp::{Codec, CodecKind, ExtensionMap, SsrcPair},
    srtp::{Protect, nearest},
};

/// Answers to repeated requests for one packet.
const MAX_RESENDS: u8 = 6;
/// Resent packets remembered, to count answers.
const RESENT: usize = 128;

pub(crate) struct Outgoing {
    pub(crate) source: Source,
    pub(crate) track: usize,
    pub(crate) ssrcs: SsrcPair,
    pub(crate) cname: String,
    pub(crate) paused: bool,
    mid: Mid,
    formats: Vec<Format>,
    extensions: ExtensionMap,
    /// The stream must begin anew, for video at a key frame.
    interrupted: bool,
    generation: u32,
    map: SequenceMap,
    timestamp_offset: u32,
    last: Option<Last>,
    next_repair: u64,
    resent: Vec<Resent>,
    pub(crate) packets: u32,
    pub(crate) octets: u32,
    /// As the subscriber's reports say; the first confirms that they know the SSRC.
    reported: Option<u32>,
    pub(crate) sent: Option<Instant>,
}

/// How a codec is sent to this subscriber.
#[derive(Clone, Copy, Debug)]
struct Format {
    codec: CodecKind,
    pt: u8,
    rtx: Option<u8>,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    timestamp: u32,
    at: Instant,
}

#[derive(Clone, Copy, Debug)]
struct Resent {
    index: u64,
    at: Instant,
    times: u8,
}

/// What goes into a header beside the packet's own: made per packet by the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    /// Transport-wide sequence number.
    pub(crate) transport_sequence: u16,
    /// Sender's clock, 6.18 fixed point seconds.
    pub(crate) send_time: [u8; 3],
}

/// The random beginnings of a stream.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beginning {
    pub(crate) ssrcs: SsrcPair,
    pub(crate) sequence: u16,
    pub(crate) repair_sequence: u16,
    pub(crate) timestamp_offset: u32,
}

impl Outgoing {
    pub(crate) fn new(source: Source, track: usize, mid: Mid, begin: Beginning) -> Self {
        Self {
            source,
            track,
            ssrcs: begin.ssrcs,
            cname: format!("p{}", source.peer),
            paused: false,
            mid,
            formats: Vec::new(),
            extensions: ExtensionMap::default(),
            interrupted: true,
            generation: 0,
            map: SequenceMap::new(begin.sequence & 0x7FFF),
            timestamp_offset: begin.timestamp_offset,
            last: None,
            next_repair: u64::from(begin.repair_sequence & 0x7FFF),
            resent: Vec::new(),
            packets: 0,
            octets: 0,
            reported: None,
            sent: None,
        }
    }

    /// What the section last negotiated.
    pub(crate) fn negotiated(&mut self, codecs: &[Codec], extensions: ExtensionMap) {
        self.formats = codecs
            .iter()
            .map(|codec| Format {
                codec: codec.kind,
                pt: codec.pt,
                rtx: codec.rtx,
            })
            .collect();
        self.extensions = extensions.answered();
        self.reported = None;
    }

    pub(crate) fn numbers_packets(&self) -> bool {
        self.extensions.transport_sequence != 0
    }

    /// Stops until [`Outgoing::resume`]. Video resumes at a key frame.
    pub(crate) fn pause(&mut self) {
        self.paused = true;
        self.interrupted = true;
    }

    pub(crate) fn resume(&mut self) {
        self.paused = false;
    }

    /// Whether this subscriber cannot show anything before the next key frame.
    pub(crate) fn awaits_key_frame(&self, generation: u32) -> bool {
        !self.paused && (self.interrupted || self.generation != generation)
    }

    /// The outgoing index of a packet that is sent for the first time; `None` when it is not for this subscriber.
    fn admit(&mut self, now: Instant, kept: &Kept, generation: u32) -> Option<u64> {
        if self.paused {
            return None;
        }
        if self.interrupted || self.generation != generation {
            if kept.codec.is_video() && !kept.key_frame {
                return None;
            }
            self.begin(now, kept, generation);
        }
        self.map.map(kept.index)
    }

    /// Begins anew at this packet. Another source stream has other timestamps: continue from ours by the time passed.
    fn begin(&mut self, now: Instant, kept: &Kept, generation: u32) {
        if let (Some(last), true) = (self.last, self.generation != generation) {
            let passed = now.saturating_duration_since(last.at).as_micros() as u64;
            let units = passed * u64::from(kept.codec.clock_rate()) / 1_000_000;
            let expected = last.timestamp.wrapping_add((units as u32).max(1));
            self.timestamp_offset = expected.wrapping_sub(kept.timestamp);
        }
        self.map.begin_at(kept.index, generation);
        (self.generation, self.interrupted) = (generation, false);
    }

    /// Writes and seals `kept` for this subscriber; the datagram's length.
    pub(crate) fn write(
        &mut self,
        now: Instant,
        (kept, generation): (&Kept, u32),
        payload: &[u8],
        stamp: Stamp,
        protect: &Protect,
        buffer: &mut [u8],
    ) -> Option<usize> {
        let format = *self
            .formats
            .iter()
            .find(|format| format.codec == kept.codec)?;
        let index = self.admit(now, kept, generation)?;
        let timestamp = kept.timestamp.wrapping_add(self.timestamp_offset);
        let header = HeaderWriter::begin(
            buffer,
            kept.marker,
            format.pt,
            index as u16,
            timestamp,
            self.ssrcs.media,
        )?;
        let header = self.finish_header(header, kept, stamp)?;
        buffer
            .get_mut(header..header + payload.len())?
            .copy_from_slice(payload);
        let len = protect.seal(buffer, header, payload.len(), self.ssrcs.media, index)?;
        self.packets = self.packets.wrapping_add(1);
        self.octets = self.octets.wrapping_add(payload.len() as u32);
        if self
            .last
            .is_none_or(|last| timestamp.wrapping_sub(last.timestamp) as i32 >= 0)
        {
            self.last = Some(Last { timestamp, at: now });
        }
        self.sent = Some(now);
        Some(len)
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
        if let Some(level) = kept.audio_level {
            header.extension(self.extensions.audio_level, &[level])?;
        }
        if let Some(orientation) = kept.orientation {
            header.extension(self.extensions.video_orientation, &[orientation])?;
        }
        header.finish()
    }

    /// Which packet of which generation a request names, if it may be answered (again) now.
    pub(crate) fn requested(
        &mut self,
        now: Instant,
        sequence: u16,
        round_trip: Option<Duration>,
    ) -> Option<(u64, u32)> {
        self.ssrcs.repair?;
        let index = nearest(self.map.next(), sequence);
        let source = self.map.source_of(index)?;
        self.may_resend(now, index, round_trip).then_some(source)
    }

    fn may_resend(&mut self, now: Instant, index: u64, round_trip: Option<Duration>) -> bool {
        let rest = round_trip.unwrap_or(Duration::from_millis(40)) / 2;
        if let Some(known) = self.resent.iter_mut().find(|resent| resent.index == index) {
            let allowed =
                known.times < MAX_RESENDS && now.saturating_duration_since(known.at) >= rest;
            if allowed {
                (known.at, known.times) = (now, known.times + 1);
            }
            return allowed;
        }
        if self.resent.len() == RESENT {
            self.resent.remove(0);
        }
        self.resent.push(Resent {
            index,
            at: now,
            times: 1,
        });
        true
    }

    /// Writes `kept` again as RTX (RFC 4588 section 4): own SSRC and sequence numbers, the original sequence
    /// number first in the payload.
    pub(crate) fn write_again(
        &mut self,
        sequence: u16,
        kept: &Kept,
        payload: &[u8],
        stamp: Stamp,
        protect: &Protect,
        buffer: &mut [u8],
    ) -> Option<usize> {
        let ssrc = self.ssrcs.repair?;
        let pt = self
            .formats
            .iter()
            .find(|format| format.codec == kept.codec)?
            .rtx?;
        let index = self.next_repair;
        self.next_repair += 1;
        let timestamp = kept.timestamp.wrapping_add(self.timestamp_offset);
        let header = HeaderWriter::begin(buffer, kept.marker, pt, index as u16, timestamp, ssrc)?;
        let header = self.finish_header(header, kept, stamp)?;
        buffer
            .get_mut(header..header + 2)?
            .copy_from_slice(&sequence.to_be_bytes());
        buffer
            .get_mut(header + 2..header + 2 + payload.len())?
            .copy_from_slice(payload);
        protect.seal(buffer, header, payload.len() + 2, ssrc, index)
    }

    /// A report says they have up to `highest`; whether that is news.
    pub(crate) fn reported(&mut self, highest: u32) -> bool {
        let news = self
            .reported
            .is_none_or(|known| highest.wrapping_sub(known) as i32 > 0);
        if news {
            self.reported = Some(highest);
        }
        news && self.packets > 0
    }

    /// The media timestamp they see for one of the source's.
    pub(crate) fn timestamp_of(&self, source: u32) -> u32 {
        source.wrapping_add(self.timestamp_offset)
    }

    /// Whether it now carries this generation of its source.
    pub(crate) fn carries(&self, generation: u32) -> bool {
        self.packets > 0 && self.generation == generation && !self.paused
    }
}

#[cfg(test)]
mod tests;
