//! The hot path: what a batch brought goes to each subscriber, sealed where it is written.
//!
//! Per packet and subscriber: one header, one copy, one seal; no allocation.

use std::time::Instant;

use slab::Slab;

use super::{
    Core,
    exit::{Exit, Way, fresh},
    layers::{serve_track, want_key_frames},
};
use crate::{
    agenda::Agenda,
    bandwidth::Waiting,
    peer::Peer,
    runs::Outlet,
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
                serve_track(&mut self.peers, track, (now, since), &mut self.agenda);
            }
            if track.muffled {
                track.fresh.clear();
                continue;
            }
            let mut awaited = 0u8;
            let mut way = Way {
                now,
                since,
                pool: &self.pool,
                runs: &mut self.runs,
                outlet,
            };
            for subscriber in &track.subscribers {
                let agenda = &mut self.agenda;
                let awaits = forward_to(&mut self.peers, *subscriber, track, agenda, &mut way);
                awaited |= awaits.map_or(0, |layer| 1 << layer);
            }
            track.fresh.clear();
            want_key_frames(track, awaited, &mut self.agenda);
        }
    }
}

/// All fresh packets of one track to one subscriber; the layer it still waits for a key frame of. Video that
/// would make a burst waits, audio never does.
fn forward_to(
    peers: &mut Slab<Peer>,
    to: Subscriber,
    track: &Track,
    agenda: &mut Agenda,
    way: &mut Way<'_>,
) -> Option<u8> {
    let mut exit = Exit::of(peers.get_mut(to.peer)?, to.section)?;
    let video = track.is_video();
    for &(layer, index) in &track.fresh {
        let Some(fresh) = fresh(track, way.pool, layer, index) else {
            continue;
        };
        if !video || exit.bandwidth.pacer.is_free(way.micros()) {
            exit.send(&fresh, way);
        } else if exit.outgoing.may_carry(layer) {
            // One too many is lost, as on a link: it is asked for again, or a key frame is.
            exit.bandwidth.pacer.wait(Waiting {
                section: to.section,
                layer,
                stream: fresh.stream,
                index,
            });
            agenda.ask(to.peer, way.micros());
        }
    }
    exit.outgoing.awaits(|layer| track.generation(layer))
}
