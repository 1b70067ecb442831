//! Answers to subscribers' requests for lost packets: from the shared history, as RTX only.

use std::time::Instant;

use super::{
    Core,
    exit::{Exit, Way},
};
use crate::{outgoing::Origin, rtcp::nacked_sequences, runs::Outlet};

impl Core {
    /// `pairs` of a generic NACK for our stream `media`. A subscriber without RTX gets nothing: sending the
    /// same packet again would seal another header under its nonce. Nor does one whose link is full already:
    /// it asks again.
    pub(super) fn resend(
        &mut self,
        now: Instant,
        key: usize,
        media: u32,
        pairs: &[u8],
        outlet: &mut dyn Outlet,
    ) -> Option<()> {
        let peer = self.peers.get_mut(key)?;
        let section = *peer.outgoing.get(&media)?;
        peer.allow_resends(now);
        let mut allowance = peer.resend_allowance;
        let mut exit = Exit::of(peer, section)?;
        let track = self.tracks.get(exit.outgoing.track)?;
        let mut way = Way {
            now,
            since: now.saturating_duration_since(self.epoch),
            pool: &self.pool,
            runs: &mut self.runs,
            outlet,
        };
        for sequence in nacked_sequences(pairs) {
            if allowance == 0 || exit.bandwidth.pacer.is_overfull(way.micros()) {
                break;
            }
            let round_trip = exit.evidence.round_trip;
            let find = |origin: &Origin| {
                let mut layers = track.layers.iter();
                let layer = layers.find(|layer| layer.generation == origin.stream)?;
                layer.history.get(origin.index)
            };
            let asked = exit.outgoing.requested(now, sequence, round_trip, find);
            let Some((origin, kept)) = asked else {
                continue;
            };
            if exit.send_again((sequence, &origin), kept, &mut way) {
                allowance -= 1;
                let late = now.saturating_duration_since(kept.arrived);
                exit.outgoing.lateness.note(now, late);
            }
        }
        let peer = self.peers.get_mut(key)?;
        peer.repairs += u64::from(peer.resend_allowance - allowance);
        peer.resend_allowance = allowance;
        Some(())
    }
}
