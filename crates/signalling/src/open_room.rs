//! An open room at work: the pure [`Room`], its people's outboxes and their peers in the media core,
//! behind one lock, so that what the room decides is carried out in the order it was decided.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use livekit_protocol::{signal_request, signal_response::Message};
use thiserror::Error;
use tokio::sync::mpsc;
use wellmet_foundation::{Clock, Rng};
use wellmet_sfu::{Answer, Busy, OfferError, PeerId, RoomId, SectionsWanted, Sfu, Source};
use wellmet_vocabulary::TrackKind;

use crate::{
    denial::Denials,
    grant::Grant,
    room::{Departure, Forwarded, Full, Newcomer, Output, Room},
    sid::ParticipantSid,
    speakers::Speech,
    token::{ApiKey, Minted, Verified},
};

/// Messages a client may be behind. A join of a full room makes about two for each person in it.
const OUTBOX: usize = 512;

/// One open room.
pub(crate) struct OpenRoom {
    media: RoomId,
    sfu: Sfu,
    clock: Clock,
    // A std mutex: every section is short and never waits.
    inner: Mutex<Inner>,
}

struct Inner {
    room: Room,
    seats: HashMap<ParticipantSid, Seat>,
    denials: Denials,
    closed: bool,
}

/// Where a participant's connection and media are.
struct Seat {
    peer: PeerId,
    identity: String,
    outbox: mpsc::Sender<Box<Message>>,
}

/// What a connection needs of the room it is in.
pub(crate) struct Place {
    pub(crate) sid: ParticipantSid,
    pub(crate) peer: PeerId,
    /// What the client is to be told; it ends when they are out of the room.
    pub(crate) inbox: mpsc::Receiver<Box<Message>>,
}

/// Somebody in the room.
pub(crate) struct Person {
    pub(crate) sid: ParticipantSid,
    pub(crate) peer: PeerId,
    pub(crate) identity: String,
}

/// Why somebody with a good token cannot come in.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum NoEntry {
    #[error(transparent)]
    Full(#[from] Full),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error("the room has been closed")]
    Closed,
    #[error("they have been removed")]
    Denied,
}

impl OpenRoom {
    /// Opens `name` in the media core.
    pub(crate) fn open(name: String, sfu: Sfu, clock: Clock, rng: Rng) -> Result<Self, Busy> {
        let media = sfu.open_room()?;
        let inner = Inner {
            room: Room::new(name, rng),
            seats: HashMap::new(),
            denials: Denials::default(),
            closed: false,
        };
        Ok(Self {
            media,
            sfu,
            clock,
            inner: Mutex::new(inner),
        })
    }

    /// A token for this room, remembered so that it can be denied.
    pub(crate) fn mint(
        &self,
        key: &ApiKey,
        grant: &Grant,
    ) -> Result<Minted, jsonwebtoken::errors::Error> {
        let now = self.clock.now();
        let mut inner = self.lock();
        inner.denials.sweep(now);
        let minted = key.mint(grant, inner.denials.earliest(&grant.identity, now), now)?;
        inner.denials.minted(&grant.identity, minted.expires_at);
        Ok(minted)
    }

    /// Whether a good token has been taken back by a removal.
    pub(crate) fn refuses(&self, verified: &Verified) -> bool {
        self.lock()
            .denials
            .refuses(&verified.grant.identity, verified.not_before)
    }

    /// Lets somebody in.
    pub(crate) fn enter(&self, verified: &Verified, newcomer: Newcomer) -> Result<Place, NoEntry> {
        let mut inner = self.lock();
        if inner.closed {
            return Err(NoEntry::Closed);
        }
        // Asked again under the lock: they may have been removed since their token was read.
        let identity = newcomer.grant.identity.clone();
        if inner.denials.refuses(&identity, verified.not_before) {
            return Err(NoEntry::Denied);
        }
        let peer = self.sfu.join(self.media)?;
        let entered = inner.room.enter(newcomer, self.clock.now());
        let place = match entered {
            Ok(sid) => Ok(inner.seat(sid, identity, peer)),
            Err(full) => {
                self.sfu.leave(peer);
                Err(NoEntry::Full(full))
            }
        };
        inner.carry_out(&self.sfu);
        place
    }

    /// What a client asks.
    pub(crate) fn request(&self, who: &ParticipantSid, request: signal_request::Message) {
        let now = self.clock.now();
        self.act(|room| room.request(who, request, now));
    }

    /// A client's offer is with the media core.
    pub(crate) fn being_answered(&self, who: &ParticipantSid) {
        self.act(|room| room.being_answered(who));
    }

    /// The media core's word on a client's offer `id`.
    pub(crate) fn answered(
        &self,
        who: &ParticipantSid,
        id: u32,
        answer: Result<Answer, OfferError>,
    ) {
        self.act(|room| match answer {
            Ok(answer) => room.answered(who, id, answer),
            Err(error) => room.offer_refused(who, &error),
        });
    }

    /// Takes somebody out.
    pub(crate) fn depart(&self, who: &ParticipantSid, why: Departure) {
        self.act(|room| room.depart(who, why));
    }

    /// Takes `identity` out and refuses every token they have. Returns whether they were in.
    pub(crate) fn remove(&self, identity: &str) -> bool {
        let now = self.clock.now();
        let mut inner = self.lock();
        inner.denials.deny(identity, now);
        let was_in = inner.room.remove(identity);
        inner.carry_out(&self.sfu);
        was_in
    }

    /// Mutes what `identity` sends of this kind. Returns whether they are in.
    pub(crate) fn quieten(&self, identity: &str, kind: TrackKind) -> bool {
        self.act(|room| room.quieten(identity, kind))
    }

    /// Sends everybody out for good.
    pub(crate) fn close(&self, why: Departure) {
        let mut inner = self.lock();
        inner.closed = true;
        inner.room.empty(why);
        inner.carry_out(&self.sfu);
        drop(inner);
        self.sfu.close_room(self.media);
    }

    /// The media core's news of a peer; false when the peer is not in this room.
    pub(crate) fn heard_of(&self, peer: PeerId, news: News) -> bool {
        let mut inner = self.lock();
        let Some(who) = inner.sid_of(peer) else {
            return false;
        };
        match news {
            News::Connected => inner.room.connected(&who),
            News::SectionsWanted(wanted) => inner.room.sections_wanted(&who, wanted),
            News::Gone(why) => inner.room.depart(&who, why),
        }
        inner.carry_out(&self.sfu);
        true
    }

    /// Tells everybody whose speech has changed; `speech` is by peer.
    pub(crate) fn speaking(&self, speech: &HashMap<PeerId, Speech>) {
        let mut inner = self.lock();
        let mine: Vec<(ParticipantSid, Speech)> = inner
            .seats
            .iter()
            .filter_map(|(sid, seat)| Some((sid.clone(), *speech.get(&seat.peer)?)))
            .collect();
        inner.room.speaking(&mine);
        inner.carry_out(&self.sfu);
    }

    /// Everyone in the room.
    pub(crate) fn people(&self) -> Vec<Person> {
        let inner = self.lock();
        let people = inner.seats.iter().map(|(sid, seat)| Person {
            sid: sid.clone(),
            peer: seat.peer,
            identity: seat.identity.clone(),
        });
        people.collect()
    }

    fn act<T>(&self, change: impl FnOnce(&mut Room) -> T) -> T {
        let mut inner = self.lock();
        let result = change(&mut inner.room);
        inner.carry_out(&self.sfu);
        result
    }

    /// A panic elsewhere leaves room and seats as they were between two steps; each step holds by
    /// itself, so going on is better than ending the meeting.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the media core tells of a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    Connected,
    SectionsWanted(SectionsWanted),
    Gone(Departure),
}

impl Inner {
    fn seat(&mut self, sid: ParticipantSid, identity: String, peer: PeerId) -> Place {
        let (outbox, inbox) = mpsc::channel(OUTBOX);
        self.seats.insert(
            sid.clone(),
            Seat {
                peer,
                identity,
                outbox,
            },
        );
        Place { sid, peer, inbox }
    }

    fn sid_of(&self, peer: PeerId) -> Option<ParticipantSid> {
        self.seats
            .iter()
            .find(|(_, seat)| seat.peer == peer)
            .map(|(sid, _)| sid.clone())
    }

    /// Does what the room has decided, until nothing is left to do.
    fn carry_out(&mut self, sfu: &Sfu) {
        loop {
            let outputs = self.room.outputs();
            if outputs.is_empty() {
                return;
            }
            for output in outputs {
                self.carry_out_one(output, sfu);
            }
        }
    }

    fn carry_out_one(&mut self, output: Output, sfu: &Sfu) {
        match output {
            Output::Tell(who, message) => self.tell(&who, message),
            Output::Subscribe {
                subscriber,
                track,
                label,
            } => {
                if let Some((peer, source)) = self.route(&subscriber, &track) {
                    sfu.subscribe(peer, source, label);
                }
            }
            Output::Unsubscribe { subscriber, track } => {
                if let Some((peer, source)) = self.route(&subscriber, &track) {
                    sfu.unsubscribe(peer, source);
                }
            }
            Output::Pause {
                subscriber,
                track,
                paused,
            } => {
                if let Some((peer, source)) = self.route(&subscriber, &track) {
                    sfu.set_paused(peer, source, paused);
                }
            }
            Output::Dismiss(who) => {
                if let Some(seat) = self.seats.remove(&who) {
                    sfu.leave(seat.peer);
                }
            }
        }
    }

    /// Puts a message into somebody's outbox. Who reads so slowly that it is full is out: a client
    /// that missed one message would show a wrong room for good.
    fn tell(&mut self, who: &ParticipantSid, message: Box<Message>) {
        let Some(seat) = self.seats.get(who) else {
            return;
        };
        if seat.outbox.try_send(message).is_err() {
            tracing::info!(
                participant = who.as_str(),
                "a client does not keep up and is let go"
            );
            self.room.depart(who, Departure::SignalLost);
        }
    }

    fn route(&self, subscriber: &ParticipantSid, track: &Forwarded) -> Option<(PeerId, Source)> {
        let peer = self.seats.get(subscriber)?.peer;
        let source = Source {
            peer: self.seats.get(&track.publisher)?.peer,
            mid: track.mid,
        };
        Some((peer, source))
    }
}
