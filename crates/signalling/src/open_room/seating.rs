//! Who sits where: each participant's outbox and peer in the media core, and the carrying out of what
//! the room decides for them.

use std::collections::HashMap;

use bytes::Bytes;
use livekit_protocol::signal_response::Message;
use tokio::sync::mpsc;
use wellmet_foundation::Instant;
use wellmet_sfu::{DataChannel, PeerId, SendError, Sfu, Source};

use super::{Peers, Person, Place};
use crate::{
    denial::Denials,
    room::{Departure, Forwarded, Output, Room},
    sid::ParticipantSid,
};

/// Messages a client may be behind. A join of a full room makes about two for each person in it.
const OUTBOX: usize = 512;

/// What the lock of an open room guards.
pub(super) struct Seating {
    pub(super) room: Room,
    pub(super) denials: Denials,
    /// Nobody comes in any more.
    pub(super) closed: bool,
    seats: HashMap<ParticipantSid, Seat>,
}

/// Where a participant's connection and media are.
struct Seat {
    peers: Peers,
    identity: String,
    outbox: mpsc::Sender<Box<Message>>,
    /// Which of their connections the outbox belongs to, in the order they came.
    connection: u64,
}

impl Seating {
    pub(super) fn new(room: Room) -> Self {
        Self {
            room,
            denials: Denials::default(),
            closed: false,
            seats: HashMap::new(),
        }
    }

    pub(super) fn seat(&mut self, sid: ParticipantSid, identity: String, peers: Peers) -> Place {
        let (outbox, inbox) = mpsc::channel(OUTBOX);
        self.seats.insert(
            sid.clone(),
            Seat {
                peers,
                identity,
                outbox,
                connection: 0,
            },
        );
        Place {
            sid,
            peers,
            inbox,
            connection: 0,
        }
    }

    /// Gives somebody's seat to a new connection of theirs; one they had before ends unheard.
    pub(super) fn reseat(&mut self, sid: ParticipantSid) -> Option<Place> {
        let seat = self.seats.get_mut(&sid)?;
        let (outbox, inbox) = mpsc::channel(OUTBOX);
        seat.outbox = outbox;
        seat.connection += 1;
        Some(Place {
            sid,
            peers: seat.peers,
            inbox,
            connection: seat.connection,
        })
    }

    /// A connection has ended without a word. Nothing happens when a newer one has taken its place.
    pub(super) fn broken(&mut self, place: &mut Place, now: Instant) {
        let seat = self.seats.get(&place.sid);
        if seat.is_none_or(|seat| seat.connection != place.connection) {
            return;
        }
        place.inbox.close();
        let unsent = std::iter::from_fn(|| place.inbox.try_recv().ok());
        let unsent = unsent.map(|message| *message).collect();
        self.room.broken(&place.sid, unsent, now);
    }

    /// Whose connection it is, and all of theirs.
    pub(super) fn owner(&self, peer: PeerId) -> Option<(ParticipantSid, Peers)> {
        let mut seats = self.seats.iter();
        let (sid, seat) = seats.find(|(_, seat)| seat.peers.include(peer))?;
        Some((sid.clone(), seat.peers))
    }

    pub(super) fn people(&self) -> Vec<Person> {
        let people = self.seats.iter().map(|(sid, seat)| Person {
            sid: sid.clone(),
            peers: seat.peers,
            identity: seat.identity.clone(),
        });
        people.collect()
    }

    /// Does what the room has decided, until nothing is left to do.
    pub(super) fn carry_out(&mut self, sfu: &Sfu) {
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
            Output::Want {
                subscriber,
                track,
                wish,
            } => {
                if let Some((peer, source)) = self.route(&subscriber, &track) {
                    sfu.set_wish(peer, source, wish);
                }
            }
            Output::Describe {
                track,
                shapes,
                muted,
            } => {
                if let Some(source) = self.source(&track) {
                    sfu.describe(source, shapes);
                    sfu.set_muted(source, muted);
                }
            }
            Output::Data { to, channel, bytes } => self.send(&to, channel, bytes, sfu),
            Output::RestartIce(who) => {
                if let Some(seat) = self.seats.get(&who) {
                    sfu.restart_ice(seat.peers.receives);
                }
            }
            Output::Dismiss(who) => {
                if let Some(seat) = self.seats.remove(&who) {
                    seat.peers.leave(sfu);
                }
            }
        }
    }

    /// Sends what somebody else wrote. Who cannot be sent what they must not miss is let go, and comes back knowing
    /// that there was a gap: a conversation with a silent hole in it would be taken for whole.
    fn send(&mut self, to: &ParticipantSid, channel: DataChannel, bytes: Bytes, sfu: &Sfu) {
        let Some(seat) = self.seats.get(to) else {
            return;
        };
        let Err(error) = sfu.send_data(seat.peers.receives, channel, bytes) else {
            return;
        };
        tracing::info!(participant = to.as_str(), %error, "a message was not sent");
        if let Some(why) = missed(channel, error) {
            self.room.depart(to, why);
        }
    }

    /// Puts a message into somebody's outbox. Who reads so slowly that it is full is out: a client
    /// that missed one message would show a wrong room for good.
    pub(super) fn tell(&mut self, who: &ParticipantSid, message: Box<Message>) {
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
        let receives = self.seats.get(subscriber)?.peers.receives;
        Some((receives, self.source(track)?))
    }

    fn source(&self, track: &Forwarded) -> Option<Source> {
        Some(Source {
            peer: self.seats.get(&track.publisher)?.peers.publishes,
            mid: track.mid,
        })
    }
}

/// Why somebody cannot stay who was not sent a message.
fn missed(channel: DataChannel, error: SendError) -> Option<Departure> {
    match (channel, error) {
        (DataChannel::Reliable, SendError::Behind) => Some(Departure::MediaLost),
        (DataChannel::Reliable, SendError::Busy) => Some(Departure::Overloaded),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_misses_what_is_reliable_is_let_go() {
        let missed_by = |channel| {
            [SendError::Behind, SendError::Full, SendError::Busy]
                .map(|error| missed(channel, error))
        };
        assert_eq!(
            missed_by(DataChannel::Reliable),
            [
                Some(Departure::MediaLost),
                None,
                Some(Departure::Overloaded)
            ]
        );
        assert_eq!(missed_by(DataChannel::Lossy), [None; 3]);
    }
}
