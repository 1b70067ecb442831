//! A core with one room, for stories about whole connections.

use std::{
    net::SocketAddr,
    sync::LazyLock,
    time::{Duration, Instant},
};

use crate::{
    answer::Answer,
    certificate::Certificate,
    core::{Core, Settings},
    data::Backlogs,
    dtls::Identity,
    error::OfferError,
    id::{PeerId, RoomId},
    presence::{Latest, Presence},
    runs::Outlet,
    sdp::Offer,
};

/// Certificates are drawn once: they cost more than the rest.
static SERVER: LazyLock<(Identity, String)> = LazyLock::new(|| {
    let certificate = Certificate::generate().expect("randomness");
    let identity = Identity::new(&certificate).expect("a certificate that serves");
    (identity, certificate.fingerprint().to_owned())
});

#[expect(
    clippy::disallowed_methods,
    reason = "simulated time must begin somewhere"
)]
pub(super) fn beginning() -> Instant {
    Instant::now()
}

pub(super) struct Room {
    pub(super) core: Core,
    pub(super) now: Instant,
    backlogs: Backlogs,
    id: RoomId,
    joined: u64,
}

/// Datagrams that left, and where to.
#[derive(Default)]
pub(super) struct Sent(pub(super) Vec<(SocketAddr, Vec<u8>)>);

impl Outlet for Sent {
    fn send(&mut self, to: SocketAddr, contents: &[u8], segment: Option<usize>) {
        let datagrams = contents.chunks(segment.unwrap_or(contents.len()).max(1));
        self.0
            .extend(datagrams.map(|datagram| (to, datagram.to_vec())));
    }

    fn max_segments(&self) -> usize {
        64
    }
}

impl Room {
    pub(super) fn new(now: Instant) -> Self {
        let (identity, fingerprint) = &*SERVER;
        let settings = Settings {
            thread: 0,
            candidates: vec![SocketAddr::from(([203, 0, 113, 1], 7882))],
            identity: identity.clone(),
            fingerprint: fingerprint.clone(),
            seed: [7; 32],
        };
        let mut core = Core::new(settings, now);
        let id = RoomId::new(1, 0);
        core.open_room(id);
        Self {
            core,
            now,
            backlogs: Backlogs::default(),
            id,
            joined: 0,
        }
    }

    pub(super) fn join(&mut self) -> PeerId {
        self.joined += 1;
        let peer = PeerId::new(self.joined, 0);
        let backlog = self.backlogs.open(peer);
        self.core.join(self.now, self.id, peer, backlog);
        peer
    }

    pub(super) fn offer(&mut self, peer: PeerId, offer: &Offer) -> Result<Answer, OfferError> {
        self.core.offer(self.now, peer, offer)
    }

    pub(super) fn receive(&mut self, from: SocketAddr, datagram: &[u8]) -> Sent {
        let mut sent = Sent::default();
        self.core.receive(self.now, from, datagram, &mut sent);
        self.core.end_batch(self.now, &mut sent);
        sent
    }

    pub(super) fn wait(&mut self, time: Duration) -> Sent {
        let mut sent = Sent::default();
        self.now += time;
        if self.core.next_tick().is_some_and(|due| due <= self.now) {
            self.core.tick(self.now, &mut sent);
        }
        while self.core.event().is_some() {
            self.core.event_taken();
        }
        sent
    }

    /// Who is there, as attendance is told.
    pub(super) fn presence(&self) -> Vec<(PeerId, Presence)> {
        let mut latest = Latest::default();
        self.core.publish(self.now, &mut latest);
        let mut presence: Vec<_> = latest.peers.into_iter().collect();
        presence.sort_unstable_by_key(|(peer, _)| *peer);
        presence
    }
}
