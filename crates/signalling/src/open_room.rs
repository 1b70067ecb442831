//! An open room at work: the pure [`Room`], its people's outboxes and their peers in the media core,
//! behind one lock, so that what the room decides is carried out in the order it was decided.

mod news;
mod peers;
mod seating;

use std::sync::{Mutex, MutexGuard, PoisonError};

use livekit_protocol::{signal_request, signal_response::Message};
use thiserror::Error;
use tokio::sync::mpsc;
use wellmet_foundation::{Clock, Instant, Rng};
use wellmet_sfu::{Answer, AnswerError, Busy, OfferError, RoomId, Sfu};
use wellmet_vocabulary::TrackKind;

use crate::{
    grant::Grant,
    room::{Departure, Full, Newcomer, Room, Unknown},
    sid::ParticipantSid,
    token::{ApiKey, Minted, Verified},
};
pub(crate) use news::News;
pub(crate) use peers::Peers;
use seating::Seating;

/// One open room.
pub(crate) struct OpenRoom {
    media: RoomId,
    sfu: Sfu,
    clock: Clock,
    // A std mutex: every section is short and never waits.
    seating: Mutex<Seating>,
}

/// What a connection needs of the room it is in.
pub(crate) struct Place {
    pub(crate) sid: ParticipantSid,
    pub(crate) peers: Peers,
    /// What the client is to be told; it ends when they are out of the room, or go on elsewhere.
    pub(crate) inbox: mpsc::Receiver<Box<Message>>,
    connection: u64,
}

/// Somebody in the room.
pub(crate) struct Person {
    pub(crate) sid: ParticipantSid,
    pub(crate) peers: Peers,
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
    #[error(transparent)]
    Unknown(#[from] Unknown),
}

impl OpenRoom {
    /// Opens `name` in the media core.
    pub(crate) fn open(name: String, sfu: Sfu, clock: Clock, rng: Rng) -> Result<Self, Busy> {
        let media = sfu.open_room()?;
        let seating = Seating::new(Room::new(name, rng));
        Ok(Self {
            media,
            sfu,
            clock,
            seating: Mutex::new(seating),
        })
    }

    /// A token for this room, remembered so that it can be denied.
    pub(crate) fn mint(
        &self,
        key: &ApiKey,
        grant: &Grant,
    ) -> Result<Minted, jsonwebtoken::errors::Error> {
        mint(&mut self.lock(), key, grant, self.clock.now())
    }

    /// Sends somebody in the room a fresh token, so that they can come back after a lost connection.
    pub(crate) fn renew(&self, who: &ParticipantSid, key: &ApiKey) {
        let mut seating = self.lock();
        // Looked up under the lock: who has been removed meanwhile must not get a token.
        let Some(grant) = seating.room.grant(who).cloned() else {
            return;
        };
        match mint(&mut seating, key, &grant, self.clock.now()) {
            Ok(minted) => seating.tell(who, Box::new(Message::RefreshToken(minted.token))),
            Err(error) => tracing::warn!(%error, "no token could be signed"),
        }
        seating.carry_out(&self.sfu);
    }

    /// Whether a good token has been taken back by a removal.
    pub(crate) fn refuses(&self, verified: &Verified) -> bool {
        self.lock()
            .denials
            .refuses(&verified.grant.identity, verified.not_before)
    }

    /// Lets somebody in.
    pub(crate) fn enter(&self, verified: &Verified, newcomer: Newcomer) -> Result<Place, NoEntry> {
        let mut seating = self.lock();
        if seating.closed {
            return Err(NoEntry::Closed);
        }
        // Asked again under the lock: they may have been removed since their token was read.
        let identity = newcomer.grant.identity.clone();
        if seating.denials.refuses(&identity, verified.not_before) {
            return Err(NoEntry::Denied);
        }
        let peers = Peers::join(&self.sfu, self.media, newcomer.protocol)?;
        let entered = seating.room.enter(newcomer, self.clock.now());
        let place = match entered {
            Ok(sid) => Ok(seating.seat(sid, identity, peers)),
            Err(full) => {
                peers.leave(&self.sfu);
                Err(NoEntry::Full(full))
            }
        };
        seating.carry_out(&self.sfu);
        place
    }

    /// Lets somebody whose connection broke go on as the participant `sid`.
    pub(crate) fn resume(&self, verified: &Verified, sid: &str) -> Result<Place, NoEntry> {
        let mut seating = self.lock();
        if seating.closed {
            return Err(NoEntry::Closed);
        }
        let identity = &verified.grant.identity;
        if seating.denials.refuses(identity, verified.not_before) {
            return Err(NoEntry::Denied);
        }
        let who = seating.room.resume(sid, identity)?;
        let place = seating.reseat(who).ok_or(Unknown)?;
        seating.carry_out(&self.sfu);
        Ok(place)
    }

    /// Somebody's connection has ended without a word; for a while they can come back to it.
    pub(crate) fn broken(&self, place: &mut Place) {
        let mut seating = self.lock();
        seating.broken(place, self.clock.now());
        seating.carry_out(&self.sfu);
    }

    /// Takes out whoever has not come back, or not answered, in time.
    pub(crate) fn lapse(&self) {
        let now = self.clock.now();
        self.act(|room| {
            room.lapse(now);
            room.give_up_on_answers(now);
        });
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

    /// The media core's word on what a client has offered or answered.
    pub(crate) fn negotiated(&self, who: &ParticipantSid, negotiated: Negotiated) {
        self.act(|room| match negotiated {
            Negotiated::Offer(id, Ok(answer)) => room.answered(who, id, answer),
            Negotiated::Offer(_, Err(error)) => room.offer_refused(who, &error),
            Negotiated::Answer(Ok(())) => room.answer_taken(who),
            Negotiated::Answer(Err(error)) => room.answer_refused(who, &error),
        });
    }

    /// Takes somebody out.
    pub(crate) fn depart(&self, who: &ParticipantSid, why: Departure) {
        self.act(|room| room.depart(who, why));
    }

    /// Takes `identity` out and refuses every token they have. Returns whether they were in.
    pub(crate) fn remove(&self, identity: &str) -> bool {
        let now = self.clock.now();
        let mut seating = self.lock();
        seating.denials.deny(identity, now);
        let was_in = seating.room.remove(identity);
        seating.carry_out(&self.sfu);
        was_in
    }

    /// Mutes what `identity` sends of this kind. Returns whether they are in.
    pub(crate) fn quieten(&self, identity: &str, kind: TrackKind) -> bool {
        self.act(|room| room.quieten(identity, kind))
    }

    /// Sends everybody out for good.
    pub(crate) fn close(&self, why: Departure) {
        let mut seating = self.lock();
        seating.closed = true;
        seating.room.empty(why);
        seating.carry_out(&self.sfu);
        drop(seating);
        self.sfu.close_room(self.media);
    }

    /// Everyone in the room.
    pub(crate) fn people(&self) -> Vec<Person> {
        self.lock().people()
    }

    fn act<T>(&self, change: impl FnOnce(&mut Room) -> T) -> T {
        let mut seating = self.lock();
        let result = change(&mut seating.room);
        seating.carry_out(&self.sfu);
        result
    }

    /// A panic elsewhere leaves room and seats as they were between two steps; each step holds by
    /// itself, so going on is better than ending the meeting.
    fn lock(&self) -> MutexGuard<'_, Seating> {
        self.seating.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mint(
    seating: &mut Seating,
    key: &ApiKey,
    grant: &Grant,
    now: Instant,
) -> Result<Minted, jsonwebtoken::errors::Error> {
    let denials = &mut seating.denials;
    denials.sweep(now);
    let minted = key.mint(grant, denials.earliest(&grant.identity, now), now)?;
    denials.minted(&grant.identity, minted.expires_at);
    Ok(minted)
}

/// What the media core has made of a client's description.
pub(crate) enum Negotiated {
    /// Its offer of that id.
    Offer(u32, Result<Answer, OfferError>),
    /// Its answer to an offer of ours.
    Answer(Result<(), AnswerError>),
}
