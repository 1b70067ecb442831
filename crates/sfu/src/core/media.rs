//! A media packet's way in: bound, deciphered once, and kept where all subscribers of its layer find it.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use super::Core;
use crate::{
    history::{Kept, Particulars, Slot},
    nack::Gap,
    peer::{Binding, Peer},
    receive::ReceiveStats,
    rtp::{Header, begins_h264_key_frame, vp8},
    sdp::CodecKind,
    srtp::nearest,
    track::Track,
};

/// A retransmission repairs what was missing, or what follows on the newest packet by no more than this.
const MAX_AHEAD: u64 = 64;

/// An authentic packet on its way into a history.
struct Incoming<'a> {
    now: Instant,
    /// The core's age.
    since: Duration,
    header: &'a Header<'a>,
    binding: Binding,
    /// Of the SSRC it came with.
    index: u64,
}

/// Where a packet's payload stands in its slot.
struct Span {
    start: usize,
    len: usize,
}

impl Core {
    /// Deciphers a media packet once, into the history all its subscribers are served from.
    pub(super) fn receive_rtp(
        &mut self,
        now: Instant,
        key: usize,
        from: SocketAddr,
        packet: &[u8],
    ) -> Option<()> {
        let header = Header::parse(packet)?;
        let peer = self.peers.get_mut(key)?;
        let srtp = peer.srtp.as_ref()?;
        let known = peer.bindings.get(&header.ssrc).copied();
        let binding = known.or_else(|| peer.guess_binding(&header))?;
        let track = self.tracks.get_mut(binding.track)?;
        if track.silent {
            return None;
        }
        let layer = track.layer(binding.layer)?;
        let numbers = if binding.repair {
            &layer.repairs
        } else {
            &layer.media
        };
        let index = match known {
            Some(_) => {
                Some(numbers.guess(header.sequence)).filter(|index| numbers.is_new(*index))?
            }
            None => u64::from(header.sequence),
        };
        let slot = self.pool.take(packet.len().checked_sub(header.len)?)?;
        let room = self.pool.bytes_mut(&slot);
        let opened = srtp
            .unprotect
            .open(packet, header.len, header.ssrc, index, room);
        // From here on the packet is authentic.
        let what = Incoming {
            now,
            since: now.saturating_duration_since(self.epoch),
            header: &header,
            binding,
            index,
        };
        let taken = opened.and_then(|len| {
            if known.is_none() {
                self.bind(now, key, header.ssrc, binding)?;
            }
            self.take_media(key, from, &what, len, &slot)
        });
        let Some((kept, span)) = taken else {
            self.pool.release(slot);
            return None;
        };
        let layer = self.tracks.get_mut(binding.track)?.layer(binding.layer)?;
        let index = kept.index;
        let kept = Kept::new(kept, slot, span.start, span.len);
        layer.history.insert(kept, &mut self.pool);
        self.note_fresh(binding, index);
        self.look_after(now, key, binding.track);
        Some(())
    }

    /// Accounts for an authentic packet whose plaintext of `len` bytes stands in `slot`. What is to be kept of
    /// it, and where its payload stands.
    fn take_media(
        &mut self,
        key: usize,
        from: SocketAddr,
        what: &Incoming<'_>,
        len: usize,
        slot: &Slot,
    ) -> Option<(Particulars, Span)> {
        let (header, binding, now) = (what.header, what.binding, what.now);
        let peer = self.peers.get_mut(key)?;
        let track = self.tracks.get_mut(binding.track)?;
        peer.evidence.last_packet = now;
        peer.ice.media_from(from);
        self.lively = Some(now);
        record_arrival(peer, now, header, track.extensions.transport_sequence);
        let plain = self.pool.bytes(slot).get(..len)?;
        let plain = plain.get(..without_padding(header, plain)?)?;
        let codec = track.codec_of(header.payload_type, binding.repair)?;
        let (index, span) = number(track, what, plain)?;
        let payload = plain.get(span.start..)?;
        let kept = particulars(track, what, index, codec, payload);
        account(track, what, &kept, payload.len());
        if !payload.is_empty() {
            peer.evidence.media_in = Some(now);
        }
        if kept.audio_level.is_some_and(|byte| track.loud(now, byte)) {
            peer.evidence.spoke = Some(now);
        }
        Some((kept, span))
    }

    /// The publisher is owed feedback, and perhaps a request.
    fn look_after(&mut self, now: Instant, key: usize, track: usize) -> Option<()> {
        let peer = self.peers.get(key)?;
        let repairs = self.tracks.get(track)?.awaits_repair();
        let feedback = (!peer.arrivals.is_empty()).then_some(peer.due.feedback);
        let next = repairs.then_some(now).or(feedback)?;
        self.ask(key, next);
        Some(())
    }

    fn note_fresh(&mut self, binding: Binding, index: u64) {
        let Some(track) = self.tracks.get_mut(binding.track) else {
            return;
        };
        if track.fresh.is_empty() {
            self.touched.push(binding.track);
        }
        track.fresh.push((binding.layer, index));
    }
}

/// The packet's index in its layer, and where the payload stands.
fn number(track: &mut Track, what: &Incoming<'_>, plain: &[u8]) -> Option<(u64, Span)> {
    let clock_rate = track.clock_rate();
    let layer = track.layer(what.binding.layer)?;
    if what.binding.repair {
        layer.repairs.accept(what.index);
        // RFC 4588 section 4: the original sequence number comes first; bare padding probes have none.
        let (original, payload) = plain.split_first_chunk::<2>()?;
        let highest = layer.media.highest()?;
        let index = nearest(highest, u16::from_be_bytes(*original));
        let len = payload.len();
        let span = Span { start: 2, len };
        // Only what has come tells where the stream is.
        let plausible = index <= highest + MAX_AHEAD && layer.media.is_new(index);
        return plausible.then_some((index, span));
    }
    let units = (what.since.as_micros() as u64).wrapping_mul(u64::from(clock_rate)) / 1_000_000;
    let stats = layer
        .stats
        .get_or_insert_with(|| ReceiveStats::new(what.index));
    stats.arrived(what.index, what.header.timestamp, units as u32);
    let len = plain.len();
    Some((what.index, Span { start: 0, len }))
}

fn particulars(
    track: &Track,
    what: &Incoming<'_>,
    index: u64,
    codec: CodecKind,
    payload: &[u8],
) -> Particulars {
    let first_byte = |id: u8| {
        let value = what.header.extensions.get(id)?;
        value.first().copied()
    };
    let vp8 = (codec == CodecKind::Vp8)
        .then(|| vp8::Descriptor::read(payload))
        .flatten();
    let key_frame = match codec {
        CodecKind::Opus => true,
        CodecKind::Vp8 => vp8.is_some_and(|descriptor| descriptor.key_frame),
        CodecKind::H264 => begins_h264_key_frame(payload),
    };
    Particulars {
        index,
        timestamp: what.header.timestamp,
        marker: what.header.marker,
        codec,
        audio_level: first_byte(track.extensions.audio_level),
        orientation: first_byte(track.extensions.video_orientation),
        arrived: what.now,
        key_frame,
        vp8,
    }
}

/// The layer has one packet more: what is missing, what it says of the layer's life.
fn account(track: &mut Track, what: &Incoming<'_>, kept: &Particulars, len: usize) {
    let (now, video) = (what.now, track.is_video());
    let subscribed = !track.subscribers.is_empty();
    let Some(layer) = track.layer(what.binding.layer) else {
        return;
    };
    layer.media.accept(kept.index);
    if video {
        match layer.nack.arrived(now, kept.index) {
            Gap::Hopeless if subscribed => layer.pictures.want(),
            Gap::Filled(late) => layer.lateness.note(now, late),
            Gap::Hopeless | Gap::None => {}
        }
    }
    if kept.key_frame {
        layer.pictures.arrived();
    }
    if len > 0 {
        let temporal = kept.vp8.map_or(0, |descriptor| descriptor.temporal);
        let (at, timestamp) = (what.binding.layer, kept.timestamp);
        track.heard((now, what.since), at, timestamp, len, temporal);
    }
}

fn record_arrival(peer: &mut Peer, now: Instant, header: &Header<'_>, id: u8) {
    if let Some(&[high, low]) = header.extensions.get(id) {
        peer.arrivals
            .record(now, header.ssrc, u16::from_be_bytes([high, low]));
    }
}

/// The payload's length without RTP padding (RFC 3550 section 5.1).
fn without_padding(header: &Header<'_>, plain: &[u8]) -> Option<usize> {
    if !header.padded {
        return Some(plain.len());
    }
    plain.len().checked_sub(usize::from(*plain.last()?))
}
