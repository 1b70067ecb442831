//! What happens by time alone: lost handshake flights, requests, reports, forgetting, and giving up on the silent.

use std::time::{Duration, Instant};

use super::{Core, pace};
use crate::{
    event::GoneReason,
    peer::{Offering, Peer},
    runs::Outlet,
    track::Track,
};

/// The time between two ticks while media flows or a handshake runs, and the least time between them otherwise.
const BUSY: Duration = Duration::from_millis(10);
const QUIET: Duration = Duration::from_millis(100);
/// Media this old no longer makes the thread busy.
const LIVELY: Duration = Duration::from_secs(2);
/// The longest that nothing happens while there are peers.
const LONGEST: Duration = Duration::from_secs(1);
/// Without anything authentic for this long a peer is gone (RFC 7675 section 5.1).
const SILENCE: Duration = Duration::from_secs(30);

impl Core {
    /// When [`Core::tick`] is next to be called; `None` while there is nobody.
    pub(crate) fn next_tick(&self) -> Option<Instant> {
        if self.peers.is_empty() {
            return None;
        }
        let longest = self.ticked + LONGEST;
        let asked = self
            .agenda
            .next()
            .map(|at| self.epoch + Duration::from_micros(at));
        let lively = self.is_lively().then_some(self.ticked);
        let tick = asked.into_iter().chain(lively).fold(longest, Instant::min);
        let tick = tick.max(self.ticked + self.least_between_ticks());
        let hurry = (!self.hurried.is_empty()).then(|| self.paced + pace::HURRY);
        Some(hurry.map_or(tick, |hurry| hurry.min(tick)))
    }

    fn least_between_ticks(&self) -> Duration {
        if self.is_lively() { BUSY } else { QUIET }
    }

    /// Whether media came or went lately.
    fn is_lively(&self) -> bool {
        self.lively
            .is_some_and(|at| self.ticked.saturating_duration_since(at) < LIVELY)
    }

    pub(crate) fn tick(&mut self, now: Instant, outlet: &mut dyn Outlet) {
        self.paced = now;
        self.pace(now, outlet);
        if now >= self.ticked + self.least_between_ticks() {
            self.ticked = now;
            self.tick_peers(now, outlet);
            self.look_after_layers(now);
            self.follow_voices(now);
        }
        self.runs.flush(outlet);
    }

    /// Looks after the peers that are due.
    fn tick_peers(&mut self, now: Instant, outlet: &mut dyn Outlet) {
        let (since, mut from) = (self.since(now), 0);
        while let Some(key) = self.agenda.take(since, from) {
            from = key + 1;
            self.tick_peer(now, key, outlet);
            if let Some(next) = self.next_of(now, key) {
                self.ask(key, next);
            }
        }
    }

    fn tick_peer(&mut self, now: Instant, key: usize, outlet: &mut dyn Outlet) {
        self.at_hand = Some(key);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if is_silent(now, peer) {
            return self.remove(now, key, GoneReason::Timeout, outlet);
        }
        if peer.offering.is_some() {
            self.offer_what_is_due(now, key);
        }
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if peer.connected() {
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

    /// Has the peer looked after at `at`, or before.
    pub(super) fn ask(&mut self, key: usize, at: Instant) {
        let at = self.since(at);
        self.agenda.ask(key, at);
    }

    /// When the peer is to be looked after again, should nothing happen meanwhile.
    fn next_of(&self, now: Instant, key: usize) -> Option<Instant> {
        let peer = self.peers.get(key)?;
        let silent = peer
            .remote
            .as_ref()
            .map(|_| peer.evidence.last_packet + SILENCE);
        let offer = peer.offering.as_ref().and_then(Offering::next);
        if !peer.connected() {
            let further = [silent, offer, peer.dtls.poll_timeout()];
            return further.into_iter().flatten().min();
        }
        let mut tracks = peer.tracks.iter().filter_map(|key| self.tracks.get(*key));
        let repairs = !peer.goodbyes.is_empty() || tracks.any(Track::awaits_repair);
        let repairs = repairs.then_some(now);
        let feedback = (!peer.arrivals.is_empty()).then_some(peer.due.feedback);
        let receives = peer
            .sections
            .iter()
            .any(|section| section.outgoing.is_some());
        let allocation = (receives && self.is_lively()).then_some(peer.due.allocation);
        let data = peer.data.has_more().then_some(now).or(peer.data.due());
        let further = [silent, offer, repairs, feedback, allocation, data];
        further.into_iter().flatten().chain([peer.due.report]).min()
    }
}

/// A peer that has not made an offer yet has nothing to be silent with; whoever let it join decides on it.
fn is_silent(now: Instant, peer: &Peer) -> bool {
    peer.remote.is_some() && now.saturating_duration_since(peer.evidence.last_packet) >= SILENCE
}
