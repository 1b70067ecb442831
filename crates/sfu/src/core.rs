//! The sans-IO engine of one media thread: datagrams, commands and time in; datagrams and events out.
//!
//! Invariant: it reads no clock, opens no socket and draws from the seed it was given (`rtc-dtls` alone draws
//! its own randomness); the same inputs lead to the same behaviour.

mod allocation;
mod answer;
mod bind;
mod contain;
mod continuity;
mod data;
mod exit;
#[cfg(any(test, feature = "fuzzing"))]
mod exposed;
mod feedback;
mod forward;
mod ingress;
mod layers;
mod media;
mod membership;
mod negotiate;
mod offering;
mod pace;
mod placement;
mod report;
mod resend;
mod statistics;
#[cfg(test)]
mod tests;
mod timers;
mod voices;

pub(crate) use membership::MAX_PEERS;

use std::{
    collections::HashMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use rand::{Rng, SeedableRng, rngs::ChaCha12Rng};
use slab::Slab;

use crate::{
    agenda::Agenda,
    announce::Announcements,
    bandwidth::Fate,
    dtls::Identity,
    event::Event,
    history::Pool,
    ice::Ufrag,
    id::{PeerId, RoomId},
    peer::Peer,
    presence::Latest,
    rtcp::{Compound, NtpTime},
    runs::{Outlet, Runs},
    track::Track,
    voices::Voices,
};

/// What a core is made with.
pub(crate) struct Settings {
    /// The thread's number, for the first character of ICE fragments.
    pub(crate) thread: u8,
    /// Announced in answers.
    pub(crate) candidates: Vec<SocketAddr>,
    pub(crate) identity: Identity,
    /// Of the certificate, as answers name it.
    pub(crate) fingerprint: String,
    pub(crate) seed: [u8; 32],
}

/// Our reports' clock starts here, at the beginning of 2025: any time would do (RFC 3550 section 4), but 0 would
/// mean "none" to report blocks, and some clients take times before 1970 for mistakes.
const CLOCK_START: Duration = Duration::from_secs(3_944_678_400);

pub(crate) struct Core {
    settings: Settings,
    rng: ChaCha12Rng,
    epoch: Instant,
    rooms: HashMap<RoomId, Vec<usize>>,
    peers: Slab<Peer>,
    ids: HashMap<PeerId, usize>,
    by_ufrag: HashMap<Ufrag, usize>,
    /// Only addresses that proved themselves by an authentic check.
    by_address: HashMap<SocketAddr, usize>,
    tracks: Slab<Track>,
    pool: Pool,
    runs: Runs,
    /// Who is heard and who speaks, by room.
    voices: HashMap<RoomId, Voices>,
    /// Tracks the current batch brought packets for.
    touched: Vec<usize>,
    compound: Compound,
    /// Room for one report's fates.
    fates: Vec<Fate>,
    scratch: Box<[u8]>,
    events: Announcements,
    /// When each peer is to be looked after.
    agenda: Agenda,
    ticked: Instant,
    /// When to look after layers next.
    look: Instant,
    /// Peers served between ticks too, and when they last were.
    hurried: Vec<usize>,
    paced: Instant,
    /// When media last came or went.
    lively: Option<Instant>,
    /// Whose business is being done.
    at_hand: Option<usize>,
    /// Bytes of all peers' messages that nobody has taken yet.
    untaken: usize,
}

impl Core {
    pub(crate) fn new(settings: Settings, now: Instant) -> Self {
        let rng = ChaCha12Rng::from_seed(settings.seed);
        Self {
            settings,
            rng,
            epoch: now,
            rooms: HashMap::new(),
            peers: Slab::new(),
            ids: HashMap::new(),
            by_ufrag: HashMap::new(),
            by_address: HashMap::new(),
            tracks: Slab::new(),
            pool: Pool::new(),
            runs: Runs::new(),
            voices: HashMap::new(),
            touched: Vec::new(),
            compound: Compound::default(),
            fates: Vec::new(),
            scratch: vec![0; 2048].into_boxed_slice(),
            events: Announcements::default(),
            agenda: Agenda::default(),
            ticked: now,
            look: now,
            hurried: Vec::new(),
            paced: now,
            lively: None,
            at_hand: None,
            untaken: 0,
        }
    }

    /// Ends a batch of [`Core::receive`]: forwards what came and sends what is open.
    pub(crate) fn end_batch(&mut self, now: Instant, outlet: &mut dyn Outlet) {
        self.forward(now, outlet);
        self.runs.flush(outlet);
    }

    /// The event that waits longest; it stays until [`Core::event_taken`].
    pub(crate) fn event(&self) -> Option<Event> {
        self.events.front()
    }

    pub(crate) fn event_taken(&mut self) {
        if let Some(Event::Data { peer, bytes, .. }) = self.events.pop() {
            self.message_taken(peer, &bytes);
        }
    }

    /// Overwrites what is told of presence.
    pub(crate) fn publish(&self, now: Instant, latest: &mut Latest) {
        latest.peers.clear();
        latest.peers.extend(
            self.peers
                .iter()
                .map(|(_, peer)| (peer.id, peer.presence(now))),
        );
        let heard = self
            .tracks
            .iter()
            .filter_map(|(_, track)| Some((track.source, track.loudness?)));
        latest.levels.clear();
        latest.levels.extend(heard);
        self.publish_statistics(now, latest);
    }

    /// The core's age in microseconds.
    fn since(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.epoch).as_micros() as u64
    }

    fn ntp(&self, now: Instant) -> NtpTime {
        NtpTime::from_elapsed(CLOCK_START + now.saturating_duration_since(self.epoch))
    }

    /// An SSRC no stream of this peer uses.
    fn draw_ssrc(rng: &mut ChaCha12Rng, peer: &Peer) -> u32 {
        loop {
            let ssrc = rng.next_u32();
            let taken = peer.bindings.contains_key(&ssrc)
                || peer.outgoing.contains_key(&ssrc)
                || peer.ssrc == ssrc;
            if ssrc != 0 && !taken {
                return ssrc;
            }
        }
    }
}
