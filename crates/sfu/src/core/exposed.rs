//! What fuzzing and tests look at and shorten.

use std::time::Instant;

use super::Core;
use crate::{id::PeerId, peer::Srtp, srtp::MasterKeys};

impl Core {
    /// Takes a peer's handshake for done.
    pub(crate) fn handshake_is_done(&mut self, now: Instant, id: PeerId, keys: &MasterKeys) {
        if let Some(peer) = self.ids.get(&id).and_then(|key| self.peers.get_mut(*key)) {
            peer.srtp = Srtp::new(keys);
            peer.evidence.last_packet = now;
        }
        self.ids
            .get(&id)
            .copied()
            .inspect(|key| self.ask(*key, now));
    }

    /// The SSRCs a peer is sent, in order.
    pub(crate) fn outgoing_ssrcs(&self, id: PeerId) -> Vec<u32> {
        let peer = self.ids.get(&id).and_then(|key| self.peers.get(*key));
        let mut ssrcs: Vec<u32> = peer
            .into_iter()
            .flat_map(|peer| peer.outgoing.keys().copied())
            .collect();
        ssrcs.sort_unstable();
        ssrcs
    }

    /// Everything that is kept and that a stranger might make it keep more of.
    pub(crate) fn held(&self) -> [usize; 6] {
        let peers = || self.peers.iter().map(|(_, peer)| peer);
        [
            self.by_address.len(),
            self.by_ufrag.len(),
            self.pool.in_use(),
            self.tracks.len(),
            peers().map(|peer| peer.bindings.len()).sum(),
            peers().map(|peer| peer.ice.addresses().count()).sum(),
        ]
    }
}
