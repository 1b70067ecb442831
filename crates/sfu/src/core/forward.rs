//! The hot path: what a batch brought goes to each subscriber, sealed where it is written.
//!
//! Per packet and subscriber: one header, one copy, one seal; no allocation.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use slab::Slab;

use super::{
    Core,
    layers::{serve_track, want_key_frames},
};
use crate::{
    history::Pool,
    outgoing::Fresh,
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
            // A layer that has come back is aimed at before its key frame passes.
            if track.is_video() && track.activity_changed(now) {
                serve_track(&mut self.peers, track, (now, since));
            }
            let mut awaited = 0u8;
            for subscriber in &track.subscribers {
                let mut way = Way {
                    now,
                    since,
                    pool: &self.pool,
                    runs: &mut self.runs,
                };
                let awaits = forward_to(&mut self.peers, *subscriber, track, &mut way, outlet);
                awaited |= awaits.map_or(0, |layer| 1 << layer);
            }
            track.fresh.clear();
            want_key_frames(track, awaited);
        }
    }
}

/// What every packet's way out needs.
struct Way<'a> {
    now: Instant,
    /// The core's age, for the sender's clock in headers.
    since: Duration,
    pool: &'a Pool,
    runs: &'a mut Runs,
}

/// All fresh packets of one track to one subscriber; the layer it still waits for a key frame of.
fn forward_to(
    peers: &mut Slab<Peer>,
    to: Subscriber,
    track: &Track,
    way: &mut Way<'_>,
    outlet: &mut dyn Outlet,
) -> Option<u8> {
    let peer = peers.get_mut(to.peer)?;
    let protect = &peer.srtp.as_ref()?.protect;
    let address: SocketAddr = peer.ice.destination()?;
    let outgoing = peer.sections.get_mut(to.section)?.outgoing.as_mut()?;
    let numbered = outgoing.numbers_packets();
    for fresh in track
        .fresh
        .iter()
        .filter_map(|(layer, index)| fresh(track, way.pool, *layer, *index))
    {
        let stamp = stamp(way.since, peer.transport_sequence);
        let sent = way.runs.push(outlet, address, |buffer| {
            outgoing.write(way.now, &fresh, stamp, protect, buffer)
        });
        if sent {
            peer.transport_sequence += u64::from(numbered);
            peer.evidence.sent = Some(way.now);
        }
    }
    outgoing.awaits(|layer| track.generation(layer))
}

fn fresh<'a>(track: &'a Track, pool: &'a Pool, at: u8, index: u64) -> Option<Fresh<'a>> {
    let layer = track.layers.get(usize::from(at))?;
    let kept = layer.history.get(index)?;
    Some(Fresh {
        kept,
        payload: kept.payload(pool),
        layer: at,
        stream: layer.generation,
        sender: layer.sender,
    })
}
