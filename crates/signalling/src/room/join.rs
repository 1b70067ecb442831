//! Coming in: the first message a client reads is the whole room as it stands.

use livekit_protocol::{
    Codec, JoinResponse, Room as RoomInfo, ServerInfo, signal_response::Message,
};
use thiserror::Error;
use wellmet_foundation::Instant;

use super::{Departure, MAX_PARTICIPANTS, Room, participant::Participant};
use crate::{grant::Grant, protocol::Protocol, sid::ParticipantSid};

/// Seconds between a client's pings.
pub(crate) const PING_INTERVAL: u32 = 5;
/// Seconds of silence after which either side takes the other for lost.
pub(crate) const PING_TIMEOUT: u32 = 15;
/// The LiveKit signalling protocol these messages are of.
const PROTOCOL: i32 = 16;
/// What the media core forwards. Clients publish the first video codec unless they ask for another.
const CODECS: [&str; 3] = ["audio/opus", "video/VP8", "video/H264"];

/// Somebody whose token was good.
#[derive(Debug)]
pub(crate) struct Newcomer {
    pub(crate) grant: Grant,
    /// Whether they receive tracks without asking.
    pub(crate) auto_subscribe: bool,
    /// Which generation of the protocol they speak.
    pub(crate) protocol: Protocol,
    /// The version of the client protocol they speak.
    pub(crate) client_protocol: i32,
    /// Their client tells tracks apart that are of one stream.
    pub(crate) takes_streams: bool,
}

/// The room holds as many as it may.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the room is full")]
pub(crate) struct Full;

impl Room {
    /// Lets somebody in; whoever had the same identity leaves first, so that the newer of two tabs
    /// or devices stays.
    pub(crate) fn enter(
        &mut self,
        newcomer: Newcomer,
        now: Instant,
    ) -> Result<ParticipantSid, Full> {
        if let Some(older) = self.sid_of(&newcomer.grant.identity) {
            self.depart(&older, Departure::Replaced);
        }
        if self.participants.len() >= MAX_PARTICIPANTS {
            return Err(Full);
        }
        let sid = ParticipantSid::draw(&self.rng);
        let Newcomer {
            grant,
            auto_subscribe,
            protocol,
            client_protocol,
            takes_streams,
        } = newcomer;
        let participant = Participant::new(
            sid.clone(),
            grant,
            now,
            client_protocol,
            takes_streams,
            auto_subscribe,
        );
        let join = self.join_response(&participant, protocol);
        self.participants.push(participant);
        self.tell(&sid, Message::Join(join));
        self.tell_standing(&sid);
        self.announce(&sid);
        self.reconcile();
        Ok(sid)
    }

    fn join_response(&self, newcomer: &Participant, protocol: Protocol) -> JoinResponse {
        let others = self.participants.iter().filter(|other| !other.hidden());
        JoinResponse {
            room: Some(self.info()),
            participant: Some(newcomer.info()),
            other_participants: others.map(Participant::info).collect(),
            server_info: Some(server_info()),
            server_version: env!("CARGO_PKG_VERSION").into(),
            subscriber_primary: protocol == Protocol::V0,
            fast_publish: true,
            ping_interval: PING_INTERVAL.cast_signed(),
            ping_timeout: PING_TIMEOUT.cast_signed(),
            enabled_publish_codecs: CODECS
                .map(|mime| Codec {
                    mime: mime.into(),
                    ..Default::default()
                })
                .to_vec(),
            ..Default::default()
        }
    }

    pub(super) fn info(&self) -> RoomInfo {
        RoomInfo {
            sid: self.sid.clone(),
            name: self.name.clone(),
            max_participants: u32::try_from(MAX_PARTICIPANTS).unwrap_or(u32::MAX),
            ..Default::default()
        }
    }
}

/// Clients give up on an empty version.
pub(super) fn server_info() -> ServerInfo {
    ServerInfo {
        version: env!("CARGO_PKG_VERSION").into(),
        protocol: PROTOCOL,
        ..Default::default()
    }
}
