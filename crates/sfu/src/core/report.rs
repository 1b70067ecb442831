//! RTCP to peers: reports, requests and transport-wide feedback, gathered into compounds and sealed.

use std::time::{Duration, Instant};

use super::Core;
use crate::{arrivals, peer::Peer, runs::Outlet, srtp::MAX_RTCP_OVERHEAD};

/// Streams said to have ended in one packet; more wait for the next.
const GOODBYES: usize = 40;
/// How often reports go out.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

impl Core {
    /// Everything a peer is to be told now.
    pub(super) fn report(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) {
        self.request_repairs(now, key, outlet);
        self.send_feedback(now, key, outlet);
        let due = self
            .peers
            .get(key)
            .is_some_and(|peer| now >= peer.due.report);
        if due {
            self.send_reports(now, key, outlet);
        }
    }

    /// NACK and PLI for what the peer publishes, BYE for what it received.
    fn request_repairs(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) -> Option<()> {
        let peer = self.peers.get_mut(key)?;
        self.compound.begin(peer.ssrc);
        let room = peer.goodbyes.len().min(GOODBYES);
        peer.goodbyes
            .drain(..room)
            .for_each(|ssrc| self.compound.goodbye(ssrc));
        let mut missing = Vec::new();
        for track in &peer.tracks {
            let Some(track) = self.tracks.get_mut(*track) else {
                continue;
            };
            let repairs = track.codecs.iter().any(|codec| codec.feedback.nack);
            let subscribed = !track.subscribers.is_empty();
            for layer in &mut track.layers {
                let Some(ssrc) = layer.media_ssrc else {
                    continue;
                };
                if repairs && !layer.nack.is_idle() {
                    missing.clear();
                    layer.nack.due(now, &mut missing);
                    self.compound.nack(ssrc, &missing);
                }
                if subscribed && layer.pictures.due(now) {
                    self.compound.picture_loss(ssrc);
                }
            }
        }
        self.send_compound(key, outlet)
    }

    fn send_feedback(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) -> Option<()> {
        let peer = self.peers.get_mut(key)?;
        if now < peer.due.feedback || peer.arrivals.is_empty() {
            return None;
        }
        peer.due.feedback = now + arrivals::INTERVAL;
        loop {
            let peer = self.peers.get_mut(key)?;
            self.compound.begin(peer.ssrc);
            if !peer.arrivals.report(&mut self.compound) {
                return Some(());
            }
            self.send_compound(key, outlet)?;
        }
    }

    /// Receiver reports for what it publishes, sender reports for what it receives.
    fn send_reports(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) -> Option<()> {
        let peer = self.peers.get_mut(key)?;
        peer.due.report = now + REPORT_INTERVAL;
        self.compound.begin(peer.ssrc);
        let mut blocks = Vec::with_capacity(peer.tracks.len());
        for track in &peer.tracks {
            let layers = self
                .tracks
                .get_mut(*track)
                .map(|track| track.layers.iter_mut());
            blocks.extend(layers.into_iter().flatten().filter_map(|layer| {
                let ssrc = layer.media_ssrc?;
                Some(layer.stats.as_mut()?.report(now, ssrc))
            }));
        }
        self.compound.receiver_report(&blocks);
        let sections = &mut self.peers.get_mut(key)?.sections;
        for outgoing in sections.iter_mut().filter_map(|of| of.outgoing.as_mut()) {
            outgoing.delivery.measure(now, outgoing.octets);
        }
        for section in 0..self.peers.get(key)?.sections.len() {
            self.sender_report(now, key, section);
            if self.compound.is_full() {
                self.send_compound(key, outlet)?;
                let sender = self.peers.get(key)?.ssrc;
                self.compound.begin(sender);
            }
        }
        self.send_compound(key, outlet)
    }

    /// The publisher's clock, moved to ours: where its media time stands now, by its own last report.
    fn sender_report(&mut self, now: Instant, key: usize, section: usize) -> Option<()> {
        let ours = self.ntp(now);
        let peer = self.peers.get(key)?;
        let outgoing = peer.sections.get(section)?.outgoing.as_ref()?;
        let track = self.tracks.get(outgoing.track)?;
        let layer = track
            .layers
            .iter()
            .find(|layer| outgoing.carries(layer.generation))?;
        let theirs = ours.plus(-self.peers.get(track.owner)?.clock_offset?);
        let timestamp =
            outgoing.timestamp_of(layer.sender?.timestamp_at(theirs, track.clock_rate()));
        let info = crate::rtcp::SenderInfo {
            ntp: ours,
            timestamp,
        };
        self.compound.sender_report(
            outgoing.ssrcs.media,
            info,
            outgoing.packets,
            outgoing.octets,
        );
        self.compound
            .canonical_name(outgoing.ssrcs.media, &outgoing.cname);
        Some(())
    }

    /// Seals and sends what the compound holds.
    fn send_compound(&mut self, key: usize, outlet: &mut dyn Outlet) -> Option<()> {
        if self.compound.is_empty() {
            return Some(());
        }
        let peer: &mut Peer = self.peers.get_mut(key)?;
        let protect = &mut peer.srtp.as_mut()?.protect_rtcp;
        let to = peer.ice.destination()?;
        let bytes = self.compound.bytes();
        let sent = self.runs.push(outlet, to, |buffer| {
            buffer.get_mut(..bytes.len())?.copy_from_slice(bytes);
            protect.seal(
                buffer.get_mut(..bytes.len() + MAX_RTCP_OVERHEAD)?,
                bytes.len(),
            )
        });
        sent.map(|_| ())
    }
}
