//! Who is in which room, and what is left behind by those who go.

use std::{sync::Arc, time::Instant};

use rand::Rng;

use super::Core;
use crate::{
    arrivals::Arrivals,
    data::{Backlog, DataLink},
    dtls::Dtls,
    event::{Event, GoneReason},
    ice::{Credentials, Ice},
    id::{PeerId, RoomId},
    peer::{Due, Evidence, Peer, REST, TOGETHER},
    runs::Outlet,
    track::Subscriber,
};

/// Peers one core serves.
pub(crate) const MAX_PEERS: usize = 4096;

impl Core {
    pub(crate) fn open_room(&mut self, room: RoomId) {
        self.rooms.entry(room).or_default();
    }

    /// Ends a room with everyone in it; `false` when it had ended already.
    pub(crate) fn close_room(
        &mut self,
        now: Instant,
        room: RoomId,
        outlet: &mut dyn Outlet,
    ) -> bool {
        let members = self.rooms.get(&room).cloned().unwrap_or_default();
        for key in members {
            self.remove(now, key, GoneReason::RoomClosed, outlet);
        }
        self.rooms.remove(&room).is_some()
    }

    /// Adds a peer; one whose room has closed, or for whom there is no space, is gone at once.
    pub(crate) fn join(
        &mut self,
        now: Instant,
        room: RoomId,
        id: PeerId,
        backlog: Arc<Backlog>,
    ) -> bool {
        let Some(members) = self.rooms.get_mut(&room) else {
            self.events.push(Event::Gone(id, GoneReason::RoomClosed));
            return false;
        };
        if self.peers.len() >= MAX_PEERS {
            self.events.push(Event::Gone(id, GoneReason::Overloaded));
            return false;
        }
        let credentials = Credentials::draw(&mut self.rng, self.settings.thread);
        let entry = self.peers.vacant_entry();
        self.by_ufrag.insert(credentials.ufrag, entry.key());
        self.ids.insert(id, entry.key());
        members.push(entry.key());
        entry.insert(Peer {
            id,
            room,
            ice: Ice::new(credentials),
            dtls: Dtls::new(&self.settings.identity),
            srtp: None,
            data: DataLink::new(backlog),
            untaken: 0,
            remote: None,
            version: 0,
            offering: None,
            sections: Vec::new(),
            tracks: Vec::new(),
            subscriptions: Vec::new(),
            bindings: Default::default(),
            retired: Default::default(),
            outgoing: Default::default(),
            arrivals: Arrivals::new(now),
            ssrc: self.rng.next_u32() | 1,
            transport_sequence: 1,
            bandwidth: Default::default(),
            resend_allowance: 0,
            goodbyes: Vec::new(),
            repairs: 0,
            clock_offset: None,
            evidence: Evidence::since(now),
            due: Due {
                feedback: now,
                report: now,
                allocation: now,
                resends_allowed: now,
                unrest: None,
                hardship: None,
            },
            told: None,
        });
        true
    }

    /// Adds a peer that only receives, and that the server makes offers to; the first soon.
    pub(crate) fn join_receiver(
        &mut self,
        now: Instant,
        room: RoomId,
        id: PeerId,
        backlog: Arc<Backlog>,
    ) -> bool {
        let joined = self.join(now, room, id, backlog);
        let peer = self.ids.get(&id).and_then(|key| self.peers.get_mut(*key));
        if let Some(peer) = peer {
            peer.offering.get_or_insert_default().want(now + TOGETHER);
            self.lively = Some(now);
            if let Some(key) = self.ids.get(&id).copied() {
                self.ask(key, now + TOGETHER);
            }
        }
        joined
    }

    /// Ends a peer by id; `false` when it had gone already.
    pub(crate) fn leave(&mut self, now: Instant, id: PeerId, outlet: &mut dyn Outlet) -> bool {
        let known = self.ids.get(&id).copied();
        known
            .inspect(|key| self.remove(now, *key, GoneReason::Left, outlet))
            .is_some()
    }

    pub(crate) fn shutdown(&mut self, now: Instant, outlet: &mut dyn Outlet) {
        let rooms: Vec<RoomId> = self.rooms.keys().copied().collect();
        for room in rooms {
            self.close_room(now, room, outlet);
        }
        self.runs.flush(outlet);
    }

    /// Ends a peer: says goodbye, frees what it published and received, tells of it.
    pub(super) fn remove(
        &mut self,
        now: Instant,
        key: usize,
        reason: GoneReason,
        outlet: &mut dyn Outlet,
    ) {
        if let Some(peer) = self.peers.get_mut(key) {
            peer.dtls.close(now);
        }
        self.send_dtls(key, outlet);
        let tracks = self
            .peers
            .get(key)
            .map(|peer| peer.tracks.clone())
            .unwrap_or_default();
        for track in tracks {
            self.end_track(track);
        }
        let sections = self.peers.get(key).map_or(0, |peer| peer.sections.len());
        for section in 0..sections {
            self.vacate(Subscriber { peer: key, section });
        }
        let Some(peer) = self.peers.try_remove(key) else {
            return;
        };
        self.agenda.forget(key);
        self.ids.remove(&peer.id);
        let credentials = std::iter::once(&peer.ice.local).chain(&peer.ice.previous);
        for credentials in credentials {
            self.by_ufrag.remove(&credentials.ufrag);
        }
        for address in peer.ice.addresses() {
            if self.by_address.get(&address) == Some(&key) {
                self.by_address.remove(&address);
            }
        }
        if let Some(members) = self.rooms.get_mut(&peer.room) {
            members.retain(|member| *member != key);
        }
        for member in self.rooms.get(&peer.room).cloned().unwrap_or_default() {
            if let Some(other) = self.peers.get_mut(member) {
                other
                    .subscriptions
                    .retain(|subscription| subscription.source.peer != peer.id);
            }
        }
        self.events.push(Event::Gone(peer.id, reason));
    }

    /// Ends a published track: its subscribers' sections become free.
    pub(super) fn end_track(&mut self, key: usize) {
        let Some(track) = self.tracks.get_mut(key) else {
            return;
        };
        for subscriber in std::mem::take(&mut track.subscribers) {
            self.vacate(subscriber);
        }
        let Some(mut track) = self.tracks.try_remove(key) else {
            return;
        };
        track
            .layers
            .iter_mut()
            .for_each(|layer| layer.history.clear(&mut self.pool));
        self.touched.retain(|touched| *touched != key);
        if let Some(owner) = self.peers.get_mut(track.owner) {
            owner.tracks.retain(|of| *of != key);
            owner.bindings.retain(|_, binding| binding.track != key);
            for section in owner
                .sections
                .iter_mut()
                .filter(|section| section.track == Some(key))
            {
                section.track = None;
            }
        }
    }

    /// Stops what a section receives; it can be used again after the next answer.
    pub(super) fn vacate(&mut self, at: Subscriber) {
        let rests = self.ticked + REST;
        let rests_since = self.since(rests);
        let Some(peer) = self.peers.get_mut(at.peer) else {
            return;
        };
        let Some(section) = peer.sections.get_mut(at.section) else {
            return;
        };
        let Some(outgoing) = section.outgoing.take() else {
            return;
        };
        section.spent = true;
        if let Some(offering) = peer.offering.as_mut() {
            offering.want(rests);
            self.agenda.ask(at.peer, rests_since);
        }
        peer.bandwidth.pacer.forget(at.section);
        if peer.connected() {
            peer.goodbyes.push(outgoing.ssrcs.media);
            self.agenda.ask(at.peer, 0);
        }
        peer.outgoing.retain(|_, section| *section != at.section);
        if let Some(track) = self.tracks.get_mut(outgoing.track) {
            track.detach(at);
        }
    }
}
