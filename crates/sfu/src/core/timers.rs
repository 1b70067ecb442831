//! What happens by time alone: lost handshake flights, requests, reports, forgetting, and giving up on the silent.

use std::time::{Duration, Instant};

use super::{Core, pace};
use crate::{event::GoneReason, peer::Peer, runs::Outlet};

/// The tick while media flows or a handshake runs.
const BUSY: Duration = Duration::from_millis(10);
/// The tick while peers are merely there.
const QUIET: Duration = Duration::from_millis(100);
/// Media this old no longer makes the thread busy.
const LIVELY: Duration = Duration::from_secs(2);
/// Without anything authentic for this long a peer is gone (RFC 7675 section 5.1).
const SILENCE: Duration = Duration::from_secs(30);

impl Core {
    /// When [`Core::tick`] is next to be called; `None` while there is nobody.
    pub(crate) fn next_tick(&self) -> Option<Instant> {
        let tick = self.ticked + self.tick_length();
        let hurry = (!self.hurried.is_empty()).then(|| self.paced + pace::HURRY);
        (!self.peers.is_empty()).then(|| hurry.map_or(tick, |hurry| hurry.min(tick)))
    }

    fn tick_length(&self) -> Duration {
        let lively = self
            .lively
            .is_some_and(|at| self.ticked.saturating_duration_since(at) < LIVELY);
        if lively { BUSY } else { QUIET }
    }

    pub(crate) fn tick(&mut self, now: Instant, outlet: &mut dyn Outlet) {
        let passed = now.saturating_duration_since(self.ticked);
        self.paced = now;
        if passed < self.tick_length() {
            self.pace(now, outlet);
            return self.runs.flush(outlet);
        }
        self.ticked = now;
        // Keys are of a slab: those beyond its length are vacant, and `remove` frees only the current one.
        for key in 0..self.peers.capacity() {
            self.tick_peer(now, passed, key, outlet);
        }
        self.look_after_layers(now);
        self.follow_voices(now);
        for (_, track) in &mut self.tracks {
            track
                .layers
                .iter_mut()
                .for_each(|layer| layer.history.expire(now, &mut self.pool));
        }
        self.runs.flush(outlet);
    }

    fn tick_peer(&mut self, now: Instant, passed: Duration, key: usize, outlet: &mut dyn Outlet) {
        self.at_hand = Some(key);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if is_silent(now, peer) {
            return self.remove(now, key, GoneReason::Timeout, outlet);
        }
        if peer.connected() {
            peer.allow_resends(passed);
            self.report(now, key, outlet);
            self.share_out(now, key);
            if self.pace_peer(now, key, outlet) && !self.hurried.contains(&key) {
                self.hurried.push(key);
            }
            return self.tick_data(now, key, outlet);
        }
        if peer.dtls.poll_timeout().is_some_and(|due| due <= now) {
            let progress = peer.dtls.handle_timeout(now);
            self.send_dtls(key, outlet);
            self.progress(now, key, progress, outlet);
        }
    }
}

/// A peer that has not made an offer yet has nothing to be silent with; whoever let it join decides on it.
fn is_silent(now: Instant, peer: &Peer) -> bool {
    peer.remote.is_some() && now.saturating_duration_since(peer.evidence.last_packet) >= SILENCE
}
