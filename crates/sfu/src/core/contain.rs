//! The last resort: a panic in what a peer made the thread do ends that peer, not the thread with everybody's rooms.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use super::Core;
use crate::{
    event::{Event, GoneReason},
    runs::Outlet,
};

impl Core {
    /// Does `work`. Should it panic, the peer whose business was at hand is removed; what else the work held
    /// (datagrams of the same batch) is lost as in a network. Costs nothing while nothing goes wrong.
    pub(crate) fn contained<O: Outlet>(
        &mut self,
        now: Instant,
        outlet: &mut O,
        work: impl FnOnce(&mut Self, &mut O),
    ) {
        self.at_hand = None;
        if catch_unwind(AssertUnwindSafe(|| work(self, outlet))).is_err() {
            self.recover(now, outlet);
        }
    }

    /// Nothing of a batch that was cut short is carried into the next; who caused it goes.
    fn recover<O: Outlet>(&mut self, now: Instant, outlet: &mut O) {
        self.touched.clear();
        for (_, track) in &mut self.tracks {
            track.fresh.clear();
        }
        self.runs.abandon();
        let Some(key) = self.at_hand.take() else {
            return;
        };
        let farewell = AssertUnwindSafe(|| {
            self.remove(now, key, GoneReason::Fault, outlet);
            self.runs.flush(outlet);
        });
        if catch_unwind(farewell).is_err() {
            self.runs.abandon();
            self.bury(key, GoneReason::Fault);
        }
    }

    /// For a peer that cannot even be removed: its place stays taken, but nothing reaches or leaves it any more.
    pub(super) fn bury(&mut self, key: usize, reason: GoneReason) {
        self.by_address.retain(|_, of| *of != key);
        self.by_ufrag.retain(|_, of| *of != key);
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        (peer.remote, peer.srtp) = (None, None);
        if self.ids.remove(&peer.id).is_some() {
            self.events.push(Event::Gone(peer.id, reason));
        }
    }
}
