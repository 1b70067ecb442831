//! What happens in one room, without sockets, clocks or media: inputs come as method calls, what
//! must be done about them is read from [`Room::outputs`], in order.
//!
//! The invariants, asserted by the tests' driver after every input:
//! - whoever may subscribe is subscribed to exactly those live tracks of others that were not
//!   turned down by either side, up to [`MAX_SUBSCRIPTIONS`];
//! - nobody is subscribed to a track they have not been told of, and the first thing anyone is told
//!   is the join;
//! - an identity is in the room at most once;
//! - whoever's signalling connection is broken is told nothing, until they are told how the room stands.

mod allowance;
mod answer;
mod data;
mod departure;
mod join;
mod link;
mod mute;
mod offer;
mod participant;
mod permit;
mod publish;
mod request;
mod resume;
mod sections;
mod streams;
mod subscribe;
mod track;

#[cfg(test)]
mod driver;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod whatever_happens;

use std::collections::VecDeque;

use bytes::Bytes;
use livekit_protocol::{ParticipantInfo, ParticipantUpdate, signal_response::Message};
use wellmet_foundation::Rng;
use wellmet_sfu::{DataChannel, Label, LayerShape, Mid, Wish};

use crate::{
    grant::Grant,
    quality::Qualities,
    sid::{self, ParticipantSid},
    speakers::Speakers,
};

pub(crate) use departure::Departure;
pub(crate) use join::{Full, Newcomer, PING_TIMEOUT};
use link::Overflow;
use participant::Participant;
pub(crate) use resume::Unknown;

/// People in one room. Groups have a dozen; this bounds what one room can cost.
pub(crate) const MAX_PARTICIPANTS: usize = 64;
/// Tracks one person may publish: camera, microphone, screen and its sound, and as many again
/// while one set replaces another.
pub(crate) const MAX_TRACKS: usize = 8;
/// Tracks one person receives.
pub(crate) const MAX_SUBSCRIPTIONS: usize = 128;

/// One room and everybody in it, in the order they came.
#[derive(Debug)]
pub(crate) struct Room {
    sid: String,
    name: String,
    rng: Rng,
    participants: Vec<Participant>,
    /// Those who went last, as the others were told, the latest at the end.
    gone: VecDeque<ParticipantInfo>,
    speakers: Speakers,
    qualities: Qualities,
    outputs: Vec<Output>,
}

/// What must be done, in order.
#[derive(Debug, PartialEq)]
pub(crate) enum Output {
    /// Send a message to a participant.
    Tell(ParticipantSid, Box<Message>),
    /// Forward a track.
    Subscribe {
        subscriber: ParticipantSid,
        track: Forwarded,
        label: Label,
    },
    /// Stop forwarding a track.
    Unsubscribe {
        subscriber: ParticipantSid,
        track: Forwarded,
    },
    /// Forward of a track what is wanted now.
    Want {
        subscriber: ParticipantSid,
        track: Forwarded,
        wish: Wish,
    },
    /// The encodings a track was announced with, and whether it is off now.
    Describe {
        track: Forwarded,
        shapes: Vec<LayerShape>,
        muted: bool,
    },
    /// Send a message over a data channel.
    Data {
        to: ParticipantSid,
        channel: DataChannel,
        bytes: Bytes,
    },
    /// Let the way to them begin anew, where it is the server that offers it.
    RestartIce(ParticipantSid),
    /// They are out of the room: when all they were told has been sent, their connection ends.
    Dismiss(ParticipantSid),
}

/// A track as the media core knows it: somebody's section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forwarded {
    pub(crate) publisher: ParticipantSid,
    pub(crate) mid: Mid,
}

impl Room {
    /// An empty room.
    pub(crate) fn new(name: String, rng: Rng) -> Self {
        Self {
            sid: sid::room(&rng),
            name,
            rng,
            participants: Vec::new(),
            gone: VecDeque::new(),
            speakers: Speakers::default(),
            qualities: Qualities::default(),
            outputs: Vec::new(),
        }
    }

    /// Takes what must be done since the last call.
    pub(crate) fn outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// What somebody in the room may do.
    pub(crate) fn grant(&self, who: &ParticipantSid) -> Option<&Grant> {
        self.participant(who).map(Participant::grant)
    }

    /// Media now flows between them and the server (ICE and DTLS are up).
    pub(crate) fn connected(&mut self, who: &ParticipantSid) {
        if let Some(participant) = self.participant_mut(who) {
            participant.activate();
            self.announce(who);
        }
    }

    pub(crate) fn speakers(&mut self) -> &mut Speakers {
        &mut self.speakers
    }

    pub(crate) fn qualities(&mut self) -> &mut Qualities {
        &mut self.qualities
    }

    /// What is told of people only when it changes, to somebody who has not heard it.
    fn tell_standing(&mut self, who: &ParticipantSid) {
        let speakers = self.speakers.standing().map(Message::SpeakersChanged);
        let qualities = self.qualities.standing().map(Message::ConnectionQuality);
        for message in speakers.into_iter().chain(qualities) {
            self.tell(who, message);
        }
    }

    fn participant(&self, who: &ParticipantSid) -> Option<&Participant> {
        self.participants
            .iter()
            .find(|participant| participant.sid() == who)
    }

    fn participant_mut(&mut self, who: &ParticipantSid) -> Option<&mut Participant> {
        self.participants
            .iter_mut()
            .find(|participant| participant.sid() == who)
    }

    /// Who is out of the room already is told all the same: it is their leave.
    fn tell(&mut self, who: &ParticipantSid, message: Message) {
        let passage = match self.participant_mut(who) {
            Some(participant) => participant.link.pass(message),
            None => Ok(Some(message)),
        };
        match passage {
            Ok(Some(message)) => self
                .outputs
                .push(Output::Tell(who.clone(), Box::new(message))),
            Ok(None) => {}
            Err(Overflow) => self.depart(who, Departure::SignalLost),
        }
    }

    /// Tells everyone else how a participant now stands, with the next version number.
    fn announce(&mut self, who: &ParticipantSid) {
        let Some(participant) = self.participant_mut(who) else {
            return;
        };
        participant.changed();
        if participant.hidden() {
            return;
        }
        let update = ParticipantUpdate {
            participants: vec![participant.info()],
        };
        for other in self.others(who) {
            self.tell(&other, Message::Update(update.clone()));
        }
    }

    fn others(&self, who: &ParticipantSid) -> Vec<ParticipantSid> {
        let sids = self.participants.iter().map(Participant::sid);
        sids.filter(|sid| *sid != who).cloned().collect()
    }
}
