//! Which layer each subscriber is served with, and which ones publishers are told to send.

use std::time::{Duration, Instant};

use slab::Slab;

use super::Core;
use crate::{
    agenda::Agenda,
    event::Event,
    id::{PeerId, Source},
    outgoing::{Outgoing, Target},
    peer::Peer,
    track::{MAX_LAYERS, Subscriber, Track},
    wish::{LayerShape, Quality, Wish},
};

/// How often it is looked after layers that have stopped.
const LOOK: Duration = Duration::from_millis(100);

impl Core {
    /// What the publisher announced the track to be made of.
    pub(crate) fn describe(&mut self, now: Instant, source: Source, shapes: &[LayerShape]) {
        let Some(key) = self.track_of(source) else {
            return;
        };
        if let Some(track) = self.tracks.get_mut(key) {
            track.shapes = shapes.iter().take(MAX_LAYERS).copied().collect();
        }
        self.serve(now, key);
    }

    pub(crate) fn set_muted(&mut self, now: Instant, source: Source, muted: bool) {
        let Some(key) = self.track_of(source) else {
            return;
        };
        if let Some(track) = self.tracks.get_mut(key) {
            track.muted = muted;
            track.loudness = track.loudness.filter(|_| !muted);
        }
        self.serve(now, key);
    }

    pub(crate) fn set_wish(&mut self, now: Instant, id: PeerId, source: Source, wish: Wish) {
        let Some(peer) = self.ids.get(&id).and_then(|key| self.peers.get_mut(*key)) else {
            return;
        };
        if let Some(subscription) = peer.subscription(source) {
            subscription.wish = wish;
        }
        let mut sections = peer.sections.iter_mut();
        let outgoing =
            sections.find_map(|section| section.outgoing.as_mut().filter(|of| of.source == source));
        let Some(outgoing) = outgoing else { return };
        outgoing.wish = wish;
        let track = outgoing.track;
        self.serve(now, track);
    }

    /// Looks which layers are being sent, and what anybody has use for.
    pub(super) fn look_after_layers(&mut self, now: Instant) {
        if now < self.look {
            return;
        }
        self.look = now + LOOK;
        let since = now.saturating_duration_since(self.epoch);
        for key in 0..self.tracks.capacity() {
            if let Some(track) = self.tracks.get_mut(key) {
                for layer in &mut track.layers {
                    layer.settle(since);
                    layer.history.expire(now, &mut self.pool);
                }
            }
            if self.tracks.get(key).is_some_and(Track::is_video) {
                self.serve(now, key);
                self.wait_for_repairs(now, key);
            }
        }
    }

    /// Lets each subscriber's pictures wait as long as repairs of its layer take.
    fn wait_for_repairs(&mut self, now: Instant, key: usize) {
        let Some(track) = self.tracks.get(key) else {
            return;
        };
        for subscriber in &track.subscribers {
            let Some(outgoing) = outgoing(&mut self.peers, *subscriber) else {
                continue;
            };
            let layer = outgoing.layer().map(usize::from);
            let layer = layer.and_then(|layer| track.layers.get(layer));
            let upstream = layer.map_or(Duration::ZERO, |layer| layer.lateness.usual(now));
            outgoing.wait_for_repairs(now, upstream);
        }
    }

    /// Aims every subscriber of the track at the layer that serves it best now.
    pub(super) fn serve(&mut self, now: Instant, key: usize) {
        let since = now.saturating_duration_since(self.epoch);
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        serve_track(&mut self.peers, track, (now, since), &mut self.agenda);
        let wanted = wanted(&mut self.peers, track);
        if track.is_video()
            && let Some(up_to) = track.dynacast.observe(now, wanted)
        {
            let source = track.source;
            self.events.push(Event::LayersWanted { source, up_to });
        }
    }
}

/// Aims every subscriber; asks for the key frames that takes.
pub(super) fn serve_track(
    peers: &mut Slab<Peer>,
    track: &mut Track,
    time: (Instant, Duration),
    agenda: &mut Agenda,
) {
    let mut awaited = 0u8;
    for subscriber in &track.subscribers {
        let Some(outgoing) = outgoing(peers, *subscriber) else {
            continue;
        };
        let target: Option<Target> = track.serve(time, &outgoing.wish);
        outgoing.cap(target);
        let awaits = outgoing.awaits(|layer| track.generation(layer));
        awaited |= awaits.map_or(0, |layer| 1 << layer);
    }
    want_key_frames(track, awaited, agenda);
}

/// Asks for key frames of the layers in `awaited`, bit by layer.
pub(super) fn want_key_frames(track: &mut Track, awaited: u8, agenda: &mut Agenda) {
    if awaited != 0 {
        // At once: it waits for the next tick in any case.
        agenda.ask(track.owner, 0);
    }
    let layers = 0..track.layers.len() as u8;
    for layer in layers.filter(|layer| awaited & 1 << layer != 0) {
        track.want_key_frame(layer);
    }
}

/// The best layer any subscriber has use for, were it sent.
fn wanted(peers: &mut Slab<Peer>, track: &Track) -> Option<Quality> {
    let subscribers = track.subscribers.iter();
    let desired = subscribers.filter_map(|at| track.desired(&outgoing(peers, *at)?.wish));
    track.quality_of(desired.max()?)
}

fn outgoing(peers: &mut Slab<Peer>, at: Subscriber) -> Option<&mut Outgoing> {
    let section = peers.get_mut(at.peer)?.sections.get_mut(at.section)?;
    section.outgoing.as_deref_mut()
}
