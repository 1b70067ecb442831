//! RTCP from peers: reports on what reached them, requests for what did not, and their own clocks.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use super::Core;
use crate::{
    bytes_at::u32_at,
    rtcp::{Packet, Packets, ReportBlock, SenderInfo},
    runs::Outlet,
};

/// A round trip longer than this is a mistaken report.
const MAX_ROUND_TRIP: Duration = Duration::from_secs(10);

impl Core {
    pub(super) fn receive_rtcp(
        &mut self,
        now: Instant,
        key: usize,
        from: SocketAddr,
        packet: &[u8],
        outlet: &mut dyn Outlet,
    ) -> Option<()> {
        let mut scratch = std::mem::take(&mut self.scratch);
        let opened = self.open_rtcp(now, key, from, packet, &mut scratch);
        if let Some(compound) = opened.and_then(|len| scratch.get(..len)) {
            for packet in Packets::of(compound) {
                self.heed(now, key, packet, outlet);
            }
        }
        self.scratch = scratch;
        // A request or a report may change what is to be sent, and a leap of the estimate who gets it.
        self.ask(key, now);
        opened.map(|_| ())
    }

    fn open_rtcp(
        &mut self,
        now: Instant,
        key: usize,
        from: SocketAddr,
        packet: &[u8],
        out: &mut [u8],
    ) -> Option<usize> {
        let peer = self.peers.get_mut(key)?;
        let len = peer.srtp.as_mut()?.unprotect_rtcp.open(packet, out)?;
        peer.evidence.last_packet = now;
        peer.ice.media_from(from);
        Some(len)
    }

    fn heed(&mut self, now: Instant, key: usize, packet: Packet<'_>, outlet: &mut dyn Outlet) {
        match packet {
            Packet::SenderReport { ssrc, info, blocks } => {
                self.sender_reported(now, key, ssrc, info);
                blocks.for_each(|block| self.reported(now, key, &block));
            }
            Packet::ReceiverReport { blocks } => {
                blocks.for_each(|block| self.reported(now, key, &block));
            }
            Packet::Nack { media, pairs } => {
                self.resend(now, key, media, pairs, outlet);
            }
            Packet::Pli { media } => self.picture_lost(key, media),
            Packet::Fir { entries } => {
                let named = entries.chunks_exact(8).filter_map(|entry| u32_at(entry, 0));
                named.for_each(|media| self.picture_lost(key, media));
            }
            Packet::TransportFeedback { content } => self.transport_reported(now, key, content),
            Packet::ReceiverEstimate { bits } => self.estimate_told(now, key, bits),
            Packet::Goodbye { ssrcs } => {
                let named = ssrcs.chunks_exact(4).filter_map(|ssrc| u32_at(ssrc, 0));
                named.for_each(|ssrc| self.stream_ended(key, ssrc));
            }
            Packet::Other => {}
        }
    }

    /// A publisher's clock: kept for its subscribers' sender reports.
    fn sender_reported(&mut self, now: Instant, key: usize, ssrc: u32, info: SenderInfo) {
        let ours = self.ntp(now);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let Some(binding) = peer.bindings.get(&ssrc).filter(|binding| !binding.repair) else {
            return;
        };
        // The fastest report tells the offset best; slower ones pull only gently, against drift. One offset
        // for all the peer's tracks keeps lips and voice together.
        let sample = ours.since(info.ntp);
        peer.clock_offset = Some(match peer.clock_offset {
            Some(known) if sample > known => known + (sample - known) / 256,
            _ => sample,
        });
        let layer = self
            .tracks
            .get_mut(binding.track)
            .and_then(|track| track.layers.get_mut(usize::from(binding.layer)));
        let Some(layer) = layer else { return };
        layer.sender = Some(info);
        if let Some(stats) = layer.stats.as_mut() {
            stats.sender_reported(now, info.ntp);
        }
    }

    /// What a subscriber says of one of our streams.
    fn reported(&mut self, now: Instant, key: usize, block: &ReportBlock) {
        let ours = self.ntp(now).middle();
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let Some(section) = peer.outgoing.get(&block.ssrc) else {
            return;
        };
        let outgoing = peer
            .sections
            .get_mut(*section)
            .and_then(|section| section.outgoing.as_mut());
        let Some(outgoing) = outgoing else { return };
        if outgoing.ssrcs.media == block.ssrc {
            outgoing.delivery.reported(block);
            if outgoing.reported(block.highest) {
                peer.evidence.media_out = Some(now);
            }
        }
        if block.last_report != 0 {
            let units = ours
                .wrapping_sub(block.last_report)
                .wrapping_sub(block.delay);
            let sample = Duration::from_micros(u64::from(units) * 1_000_000 / 65_536);
            if sample < MAX_ROUND_TRIP {
                peer.evidence.measured(sample);
                peer.bandwidth.measured(sample);
            }
        }
    }

    /// The publisher will not repair what it says has ended. What ends for subscribers is told by the next offer.
    fn stream_ended(&mut self, key: usize, ssrc: u32) {
        let peer = self.peers.get(key);
        let binding = peer.and_then(|peer| peer.bindings.get(&ssrc));
        let Some(binding) = binding.filter(|binding| !binding.repair) else {
            return;
        };
        let track = self.tracks.get_mut(binding.track);
        if let Some(layer) = track.and_then(|track| track.layer(binding.layer)) {
            layer.nack = Default::default();
        }
    }

    fn picture_lost(&mut self, key: usize, media: u32) {
        let Some(peer) = self.peers.get(key) else {
            return;
        };
        let section = peer
            .outgoing
            .get(&media)
            .and_then(|section| peer.sections.get(*section));
        let Some(outgoing) = section.and_then(|section| section.outgoing.as_ref()) else {
            return;
        };
        let Some(layer) = outgoing.layer() else {
            return;
        };
        if let Some(track) = self.tracks.get_mut(outgoing.track) {
            track.want_key_frame(layer);
            self.agenda.ask(track.owner, 0);
        }
    }

    /// Transport-wide feedback shows that media reached them if it names a packet, more than padding, of which
    /// that was not known.
    fn transport_reported(&mut self, now: Instant, key: usize, content: &[u8]) {
        let since = self.since(now);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let next = peer.transport_sequence;
        let bandwidth = &mut peer.bandwidth;
        if bandwidth.reported(since, next, content, &mut self.fates) {
            peer.evidence.media_out = Some(now);
        }
    }

    fn estimate_told(&mut self, now: Instant, key: usize, bits: u64) {
        let since = self.since(now);
        if let Some(peer) = self.peers.get_mut(key) {
            peer.bandwidth.told(since, bits);
        }
    }
}
