//! The hot path: what a batch brought goes to each subscriber, sealed where it is written.
//!
//! Per packet and subscriber: one header, one copy, one seal; no allocation.

use std::{net::SocketAddr, time::Instant};

use slab::Slab;

use super::Core;
use crate::{
    history::Pool,
    peer::{Peer, stamp},
    runs::{Outlet, Runs},
    track::{Subscriber, Track},
};

impl Core {
    /// Forwards everything that is fresh.
    pub(super) fn forward(&mut self, now: Instant, outlet: &mut dyn Outlet) {
        let since = now.saturating_duration_since(self.epoch);
        for key in self.touched.drain(..) {
            let Some(track) = self.tracks.get_mut(key) else {
                continue;
            };
            self.at_hand = Some(track.owner);
            let mut starved = false;
            for subscriber in &track.subscribers {
                let mut way = Way {
                    now,
                    since,
                    pool: &self.pool,
                    runs: &mut self.runs,
                };
                starved |= forward_to(&mut self.peers, *subscriber, track, &mut way, outlet)
                    .unwrap_or(false);
            }
            track.fresh.clear();
            if starved {
                track.want_key_frame();
            }
        }
    }
}

/// What every packet's way out needs.
struct Way<'a> {
    now: Instant,
    /// The core's age, for the sender's clock in headers.
    since: std::time::Duration,
    pool: &'a Pool,
    runs: &'a mut Runs,
}

/// All fresh packets of one track to one subscriber; whether it still waits for a key frame to begin with.
fn forward_to(
    peers: &mut Slab<Peer>,
    to: Subscriber,
    track: &Track,
    way: &mut Way<'_>,
    outlet: &mut dyn Outlet,
) -> Option<bool> {
    let peer = peers.get_mut(to.peer)?;
    let protect = &peer.srtp.as_ref()?.protect;
    let address: SocketAddr = peer.ice.destination()?;
    let outgoing = peer.sections.get_mut(to.section)?.outgoing.as_mut()?;
    let numbered = outgoing.numbers_packets();
    let mut starved = false;
    for &(layer, index) in &track.fresh {
        let Some(layer) = track.layers.get(usize::from(layer)) else {
            continue;
        };
        let Some(kept) = layer.history.get(index) else {
            continue;
        };
        let stamp = stamp(way.since, peer.transport_sequence);
        let payload = kept.payload(way.pool);
        let sent = way.runs.push(outlet, address, |buffer| {
            outgoing.write(
                way.now,
                (kept, layer.generation),
                payload,
                stamp,
                protect,
                buffer,
            )
        });
        if sent {
            peer.transport_sequence += u64::from(numbered);
            peer.evidence.sent = Some(way.now);
        }
        starved = outgoing.awaits_key_frame(layer.generation);
    }
    Some(starved)
}
