//! What is known of a world's peers.

use super::world::World;
use crate::{
    event::{Event, GoneReason},
    presence::{Latest, Presence},
};

impl World {
    /// Retransmissions that carried something, sent to a client so far.
    pub(super) fn repairs(&self, client: usize) -> u64 {
        let key = self.core.ids[&self.peer(client)];
        self.core.peers[key].repairs
    }

    pub(super) fn presence(&self, client: usize) -> Option<Presence> {
        let mut latest = Latest::default();
        self.core.publish(self.now, &mut latest);
        latest.peers.get(&self.peer(client)).copied()
    }

    pub(super) fn gone(&self, client: usize) -> Option<GoneReason> {
        self.events.iter().find_map(|event| match event {
            Event::Gone(peer, reason) if *peer == self.peer(client) => Some(*reason),
            _ => None,
        })
    }

    pub(super) fn connected(&self, client: usize) -> bool {
        self.events.contains(&Event::Connected(self.peer(client)))
    }
}
