//! Answers to subscribers' requests for lost packets: from the shared history, as RTX only.

use std::time::Instant;

use super::Core;
use crate::{peer::stamp, rtcp::nacked_sequences, runs::Outlet};

impl Core {
    /// `pairs` of a generic NACK for our stream `media`. A subscriber without RTX gets nothing: sending the
    /// same packet again would seal another header under its nonce.
    pub(super) fn resend(
        &mut self,
        now: Instant,
        key: usize,
        media: u32,
        pairs: &[u8],
        outlet: &mut dyn Outlet,
    ) -> Option<()> {
        let since = now.saturating_duration_since(self.epoch);
        let peer = self.peers.get_mut(key)?;
        let protect = &peer.srtp.as_ref()?.protect;
        let address = peer.ice.destination()?;
        let outgoing = peer
            .sections
            .get_mut(*peer.outgoing.get(&media)?)?
            .outgoing
            .as_mut()?;
        let track = self.tracks.get(outgoing.track)?;
        let numbered = outgoing.numbers_packets();
        for sequence in nacked_sequences(pairs) {
            if peer.resend_allowance == 0 {
                break;
            }
            let Some(origin) = outgoing.requested(now, sequence, peer.evidence.round_trip) else {
                continue;
            };
            let mut layers = track.layers.iter();
            let layer = layers.find(|layer| layer.generation == origin.stream);
            let Some(kept) = layer.and_then(|layer| layer.history.get(origin.index)) else {
                continue;
            };
            let stamp = stamp(since, peer.transport_sequence);
            let payload = kept.payload(&self.pool);
            let sent = self.runs.push(outlet, address, |buffer| {
                outgoing.write_again((sequence, &origin), kept, payload, stamp, protect, buffer)
            });
            if sent {
                peer.transport_sequence += u64::from(numbered);
                peer.resend_allowance -= 1;
            }
        }
        Some(())
    }
}
