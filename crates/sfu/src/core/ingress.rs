//! A datagram's way in: told apart by its first byte (RFC 7983), authenticated, and only then heeded.

use std::{net::SocketAddr, time::Instant};

use super::Core;
use crate::{
    dtls::Progress,
    event::{Event, GoneReason},
    history::{Kept, Particulars},
    nack::Gap,
    peer::{Binding, Peer, Srtp},
    receive::ReceiveStats,
    rtp::{Header, starts_key_frame},
    runs::Outlet,
    sdp::SsrcPair,
    srtp::nearest,
    stun::{BindingRequest, MAX_RESPONSE},
};

/// SSRCs one peer may bind, over all its sections.
const MAX_BINDINGS: usize = 512;

impl Core {
    /// Takes one datagram. Call [`Core::end_batch`] after the last of a batch.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &[u8],
        outlet: &mut dyn Outlet,
    ) {
        match datagram.first() {
            Some(0..=3) => {
                self.receive_check(now, from, datagram, outlet);
            }
            Some(20..=63) => self.receive_dtls(now, from, datagram, outlet),
            Some(128..=191) => {
                let Some(key) = self.by_address.get(&from).copied() else {
                    return;
                };
                self.at_hand = Some(key);
                match datagram.get(1) {
                    // RFC 5761 section 4: RTCP's packet types, where RTP has marker and payload type.
                    Some(192..=223) => {
                        self.receive_rtcp(now, key, from, datagram, outlet);
                    }
                    _ => {
                        self.receive_rtp(now, key, from, datagram);
                    }
                }
            }
            _ => {}
        }
    }

    /// A connectivity check. The answer goes out before anything is remembered of the address.
    fn receive_check(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &[u8],
        outlet: &mut dyn Outlet,
    ) -> Option<()> {
        let request = BindingRequest::parse(datagram)?;
        let key = *self.by_ufrag.get(request.local_ufrag)?;
        self.at_hand = Some(key);
        let peer = self.peers.get_mut(key)?;
        let password = peer.ice.authenticate(&request)?;
        self.runs.push(outlet, from, |buffer| {
            request.answer(password, from, buffer.first_chunk_mut::<MAX_RESPONSE>()?)
        });
        peer.evidence.last_packet = now;
        peer.evidence.checked = Some(now);
        let checked = peer.ice.checked(now, from, &request);
        if request.local_ufrag == peer.ice.local.ufrag
            && let Some(outdated) = peer.ice.previous.take()
        {
            self.by_ufrag.remove(&outdated.ufrag);
        }
        if let Some(dropped) = checked
            .dropped
            .filter(|dropped| self.by_address.get(dropped) == Some(&key))
        {
            self.by_address.remove(&dropped);
        }
        // An address that another peer proved before has changed hands, as addresses behind a NAT do.
        if self.by_address.get(&from) != Some(&key) {
            self.by_address.insert(from, key);
        }
        Some(())
    }

    fn receive_dtls(
        &mut self,
        now: Instant,
        from: SocketAddr,
        datagram: &[u8],
        outlet: &mut dyn Outlet,
    ) {
        let Some(key) = self.by_address.get(&from).copied() else {
            return;
        };
        self.at_hand = Some(key);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let Some(remote) = peer.remote.as_ref() else {
            return;
        };
        let progress = peer.dtls.read(now, datagram, &remote.fingerprints);
        self.lively = Some(now);
        self.send_dtls(key, outlet);
        self.progress(now, key, progress, outlet);
        self.receive_data(now, key, from, outlet);
    }

    pub(super) fn progress(
        &mut self,
        now: Instant,
        key: usize,
        progress: Progress,
        outlet: &mut dyn Outlet,
    ) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        match progress {
            Progress::Nothing => {}
            Progress::Connected(keys) => {
                peer.srtp = Srtp::new(&keys);
                peer.evidence.last_packet = now;
                self.events.push(Event::Connected(peer.id));
                self.want_key_frames_for(key);
            }
            Progress::Closed => self.remove(now, key, GoneReason::Closed, outlet),
            Progress::Failed(reason) => {
                tracing::info!(peer = %peer.id, reason, "DTLS refused");
                self.remove(now, key, GoneReason::Refused, outlet);
            }
        }
    }

    /// The peer can receive now: what it waits for should begin at once.
    fn want_key_frames_for(&mut self, key: usize) {
        let Some(peer) = self.peers.get(key) else {
            return;
        };
        for outgoing in peer
            .sections
            .iter()
            .filter_map(|section| section.outgoing.as_ref())
        {
            if let Some(track) = self.tracks.get_mut(outgoing.track) {
                track.want_key_frame();
            }
        }
    }

    /// Sends what the association has queued.
    pub(super) fn send_dtls(&mut self, key: usize, outlet: &mut dyn Outlet) {
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        while let Some(datagram) = peer.dtls.poll_transmit() {
            let Some(to) = peer.ice.destination() else {
                continue;
            };
            self.runs.push(outlet, to, |buffer| {
                buffer.get_mut(..datagram.len())?.copy_from_slice(&datagram);
                Some(datagram.len())
            });
        }
    }

    /// Deciphers a media packet once, into the history all its subscribers are served from.
    fn receive_rtp(
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
        let layer = self
            .tracks
            .get_mut(binding.track)?
            .layers
            .get_mut(usize::from(binding.layer))?;
        let numbers = if binding.repair {
            &mut layer.repairs
        } else {
            &mut layer.media
        };
        let index = if known.is_some() {
            numbers.guess(header.sequence)
        } else {
            u64::from(header.sequence)
        };
        if known.is_some() && !numbers.is_new(index) {
            return None;
        }
        let slot = self.pool.take(packet.len().checked_sub(header.len)?)?;
        let opened = srtp.unprotect.open(
            packet,
            header.len,
            header.ssrc,
            index,
            self.pool.bytes_mut(&slot),
        );
        // From here on the packet is authentic.
        let kept = opened.and_then(|len| {
            if known.is_none() {
                self.bind(key, header.ssrc, binding)?;
            }
            self.take_media(now, key, from, &header, (binding, index), len, &slot)
        });
        let Some((what, key_frame, start, len)) = kept else {
            self.pool.release(slot);
            return None;
        };
        let layer = self
            .tracks
            .get_mut(binding.track)?
            .layers
            .get_mut(usize::from(binding.layer))?;
        layer
            .history
            .insert(Kept::new(what, key_frame, slot, start, len), &mut self.pool);
        self.note_fresh(binding, what.index);
        Some(())
    }

    /// An authentic packet told where its SSRC belongs.
    fn bind(&mut self, key: usize, ssrc: u32, binding: Binding) -> Option<()> {
        let peer = self.peers.get_mut(key)?;
        if peer.bindings.len() >= MAX_BINDINGS || peer.outgoing.contains_key(&ssrc) {
            return None;
        }
        let layer = self
            .tracks
            .get_mut(binding.track)?
            .layers
            .get_mut(usize::from(binding.layer))?;
        let pair = match (binding.repair, layer.ssrcs) {
            (false, _) => SsrcPair {
                media: ssrc,
                repair: None,
            },
            (true, Some(known)) => SsrcPair {
                repair: Some(ssrc),
                ..known
            },
            // Nothing to repair yet.
            (true, None) => return None,
        };
        let outdated = layer.ssrcs;
        layer.adopt(pair, &mut self.pool);
        peer.bindings.retain(|known, of| {
            let replaced =
                outdated.is_some_and(|pair| pair.media == *known || pair.repair == Some(*known));
            *of != Binding {
                repair: binding.repair,
                ..binding
            } || !replaced
        });
        peer.bindings.insert(ssrc, binding);
        Some(())
    }

    /// Accounts for an authentic packet whose plaintext of `len` bytes stands in `slot`. What is to be kept of
    /// it: its particulars, whether a key frame begins, and where its payload stands.
    #[expect(
        clippy::too_many_arguments,
        reason = "a packet's way in has this many facts, and no two belong together"
    )]
    fn take_media(
        &mut self,
        now: Instant,
        key: usize,
        from: SocketAddr,
        header: &Header<'_>,
        (binding, index): (Binding, u64),
        len: usize,
        slot: &crate::history::Slot,
    ) -> Option<(Particulars, bool, usize, usize)> {
        let (peer, track) = (
            self.peers.get_mut(key)?,
            self.tracks.get_mut(binding.track)?,
        );
        peer.evidence.last_packet = now;
        peer.ice.media_from(from);
        self.lively = Some(now);
        record_arrival(peer, now, header, track.extensions.transport_sequence);
        let plain = self.pool.bytes(slot).get(..len)?;
        let len = without_padding(header, plain)?;
        let codec = track.codec_of(header.payload_type, binding.repair)?;
        let audio_level = header
            .extensions
            .get(track.extensions.audio_level)
            .and_then(|value| value.first().copied());
        let orientation = header.extensions.get(track.extensions.video_orientation);
        let orientation = orientation.and_then(|value| value.first().copied());
        let video = track.is_video();
        let clock_rate = track.clock_rate();
        let layer = track.layers.get_mut(usize::from(binding.layer))?;
        let (index, start, len) = if binding.repair {
            layer.repairs.accept(index);
            // RFC 4588 section 4: the original sequence number comes first; bare padding probes have none.
            let (original, payload) = plain.get(..len)?.split_first_chunk::<2>()?;
            let index = nearest(layer.media.highest()?, u16::from_be_bytes(*original));
            if !layer.media.is_new(index) {
                return None;
            }
            (index, 2, payload.len())
        } else {
            let elapsed = now.saturating_duration_since(self.epoch).as_micros() as u64;
            let units = elapsed.wrapping_mul(u64::from(clock_rate)) / 1_000_000;
            let stats = layer.stats.get_or_insert_with(|| ReceiveStats::new(index));
            stats.arrived(index, header.timestamp, units as u32);
            (index, 0, len)
        };
        layer.media.accept(index);
        if video && layer.nack.arrived(now, index) == Gap::Hopeless {
            layer.pictures.want();
        }
        let payload = plain.get(start..start + len)?;
        let key_frame = starts_key_frame(codec, payload);
        if key_frame {
            layer.pictures.arrived();
        }
        if len > 0 {
            peer.evidence.media_in = Some(now);
        }
        if audio_level.is_some_and(|byte| track.heard(now, byte)) {
            peer.evidence.spoke = Some(now);
        }
        let (timestamp, marker) = (header.timestamp, header.marker);
        let what = Particulars {
            index,
            timestamp,
            marker,
            codec,
            audio_level,
            orientation,
            arrived: now,
        };
        Some((what, key_frame, start, len))
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
