//! Which subscription is received in which section: a pool of sections, reused as tracks come and go.
//!
//! A section takes a subscription only while an answer is being made, since only an answer can announce it.

use std::time::Instant;

use rand::Rng;

use super::Core;
use crate::{
    answer::{Kind, SectionsWanted},
    event::Event,
    id::{Label, PeerId, Source},
    outgoing::{Beginning, Outgoing},
    peer::{Peer, Subscription, TOGETHER, Usage},
    sdp::{MAX_SECTIONS, SsrcPair},
    track::Subscriber,
    wish::Wish,
};

/// Subscriptions one peer may hold: more than it may have sections, so that some may wait.
const MAX_SUBSCRIPTIONS: usize = 512;
/// Sections wished for beyond those that are needed. A section whose track has ended rests for one answer; while it
/// does, a newcomer's track finds a spare one, and nobody has to offer twice.
pub(super) const SPARE: u32 = 2;
/// With so many sections a client is not asked for more in place of those that rest: it offers twice instead.
const MANY: usize = 150;

impl Core {
    pub(crate) fn subscribe(&mut self, id: PeerId, source: Source, label: Label) {
        let Some(key) = self.ids.get(&id).copied() else {
            return;
        };
        let same_room = |peers: &slab::Slab<Peer>, other: usize| {
            peers.get(key).map(|peer| peer.room) == peers.get(other).map(|peer| peer.room)
        };
        if !self
            .ids
            .get(&source.peer)
            .is_some_and(|other| same_room(&self.peers, *other))
        {
            return;
        }
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        let full = peer.subscriptions.len() >= MAX_SUBSCRIPTIONS;
        match peer.subscription(source) {
            Some(known) => known.label = label,
            None if full => tracing::warn!(peer = %id, "too many subscriptions"),
            None => peer.subscriptions.push(Subscription {
                source,
                label,
                wish: Wish::default(),
            }),
        }
        self.tell_wanted(key);
    }

    pub(crate) fn unsubscribe(&mut self, id: PeerId, source: Source) {
        let Some(key) = self.ids.get(&id).copied() else {
            return;
        };
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        peer.subscriptions
            .retain(|subscription| subscription.source != source);
        if let Some(section) = peer.section_of(source) {
            self.vacate(Subscriber { peer: key, section });
        }
        self.tell_wanted(key);
    }

    /// The published track a source names.
    pub(super) fn track_of(&self, source: Source) -> Option<usize> {
        let publisher = self.peers.get(*self.ids.get(&source.peer)?)?;
        publisher
            .sections
            .iter()
            .find(|section| section.mid == source.mid)?
            .track
    }

    /// Subscriptions of `kind` that could be received had they a section.
    pub(super) fn waiting(&self, peer: &Peer, kind: Kind) -> Vec<(Source, usize)> {
        let unplaced = peer
            .subscriptions
            .iter()
            .filter(|subscription| peer.section_of(subscription.source).is_none());
        let known = unplaced.filter_map(|subscription| {
            Some((subscription.source, self.track_of(subscription.source)?))
        });
        known
            .filter(|(_, track)| {
                self.tracks
                    .get(*track)
                    .is_some_and(|track| track.kind == kind)
            })
            .collect()
    }

    /// How many of `kind` wait, and how many further sections to wish for: those they need, and some to spare.
    fn shortage(&self, peer: &Peer, kind: Kind) -> (usize, u32) {
        let waiting = self.waiting(peer, kind).len();
        let few = peer.sections.len() < MANY;
        let free = peer.sections.iter().filter(|section| {
            let vacant = section.outgoing.is_none() && !(section.spent && few);
            section.usage == Usage::Receiving && section.kind == kind && vacant
        });
        let lacking = u32::try_from(waiting.saturating_sub(free.count())).unwrap_or(u32::MAX);
        let further = if lacking > 0 {
            lacking.saturating_add(SPARE)
        } else {
            0
        };
        (waiting, further)
    }

    /// What the peer's subscriptions want; `None` when none waits.
    pub(super) fn wanted(&self, key: usize) -> Option<SectionsWanted> {
        let peer = self.peers.get(key)?;
        let (audio, audios) = self.shortage(peer, Kind::Audio);
        let (video, videos) = self.shortage(peer, Kind::Video);
        (audio + video > 0).then_some(SectionsWanted { audios, videos })
    }

    /// Tells of waiting subscriptions, once per change; or has them offered, where the server offers.
    pub(super) fn tell_wanted(&mut self, key: usize) {
        let wanted = self.wanted(key);
        let may_place = self.peers.get(key).is_some_and(|peer| self.may_place(peer));
        let Some(peer) = self.peers.get_mut(key) else {
            return;
        };
        if let Some(offering) = peer.offering.as_mut() {
            if may_place {
                let at = self.ticked + TOGETHER;
                offering.want(at);
                self.ask(key, at);
            }
            return;
        }
        if let Some(wanted) = wanted
            && peer.told != Some(wanted)
            && peer.remote.is_some()
        {
            self.events.push(Event::SectionsWanted(peer.id, wanted));
        }
        peer.told = wanted;
    }

    /// Whether another offer of ours would have a place for any subscription that waits. What finds none is not
    /// offered again and again.
    fn may_place(&self, peer: &Peer) -> bool {
        let grows = peer.sections.len() < MAX_SECTIONS;
        let shortages = [Kind::Audio, Kind::Video].map(|kind| self.shortage(peer, kind));
        shortages
            .iter()
            .any(|(waiting, lacking)| *waiting > 0 && (grows || *waiting > *lacking as usize))
    }

    /// A track has appeared: those who wait for it need sections.
    pub(super) fn tell_those_waiting_for(&mut self, source: Source) {
        let publisher = self
            .ids
            .get(&source.peer)
            .and_then(|key| self.peers.get(*key));
        let members = publisher
            .and_then(|peer| self.rooms.get(&peer.room))
            .cloned()
            .unwrap_or_default();
        for member in members {
            let waits = |peer: &Peer| peer.subscriptions.iter().any(|wish| wish.source == source);
            if self.peers.get(member).is_some_and(waits) {
                self.tell_wanted(member);
            }
        }
    }

    /// Fills free sections with waiting subscriptions; sections in `resting` have this answer off.
    pub(super) fn place(&mut self, now: Instant, key: usize, resting: &[usize]) {
        for kind in [Kind::Audio, Kind::Video] {
            let Some(peer) = self.peers.get(key) else {
                return;
            };
            let waiting = self.waiting(peer, kind);
            let free = peer.free_sections(kind, resting);
            for (section, (source, track)) in free.into_iter().zip(waiting) {
                self.place_one(Subscriber { peer: key, section }, source, track);
                self.serve(now, track);
            }
        }
    }

    fn place_one(&mut self, at: Subscriber, source: Source, track_key: usize) {
        let (Some(peer), Some(track)) =
            (self.peers.get_mut(at.peer), self.tracks.get_mut(track_key))
        else {
            return;
        };
        let media = Self::draw_ssrc(&mut self.rng, peer);
        peer.outgoing.insert(media, at.section);
        let repair = Self::draw_ssrc(&mut self.rng, peer);
        let wish = peer
            .subscription(source)
            .map_or_else(Wish::default, |subscription| subscription.wish);
        let Some(section) = peer.sections.get_mut(at.section) else {
            return;
        };
        // What we offer is not agreed on before the answer, but offered with retransmissions for all video.
        let offered = peer.offering.is_some();
        if offered {
            section.codecs.clear();
        }
        let repairs = if offered {
            section.kind == Kind::Video
        } else {
            section.codecs.iter().any(|codec| codec.rtx.is_some())
        };
        let begin = Beginning {
            ssrcs: SsrcPair {
                media,
                repair: repairs.then_some(repair),
            },
            sequence: self.rng.next_u32() as u16,
            repair_sequence: self.rng.next_u32() as u16,
            timestamp_offset: self.rng.next_u32(),
        };
        let mut outgoing = Outgoing::new(source, track_key, section.mid, begin);
        outgoing.negotiated(&section.codecs, section.extensions);
        outgoing.wish = wish;
        section.outgoing = Some(Box::new(outgoing));
        track.subscribers.push(at);
    }
}
