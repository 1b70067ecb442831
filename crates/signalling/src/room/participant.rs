//! One person's stay in the room.

use livekit_protocol::{ParticipantInfo, participant_info::State};
use wellmet_foundation::Instant;

use super::{
    data::Sending, link::Link, permit::Permits, publish::Publications, sections::Sections,
    subscribe::Subscriptions, track::Track,
};
use crate::{grant::Grant, sid::ParticipantSid};

#[derive(Debug)]
pub(super) struct Participant {
    sid: ParticipantSid,
    grant: Grant,
    joined_at: Instant,
    /// The LiveKit client protocol they speak, for other clients' feature detection.
    client_protocol: i32,
    takes_streams: bool,
    state: State,
    /// Raised by every change others are told of; clients drop what is older.
    version: u32,
    pub(super) link: Link,
    /// Nothing has come over their media path for a while.
    pub(super) media_silent: bool,
    pub(super) publications: Publications,
    pub(super) subscriptions: Subscriptions,
    pub(super) sections: Sections,
    /// Since when an offer of the server's waits for their answer.
    pub(super) offered_at: Option<Instant>,
    pub(super) permits: Permits,
    pub(super) sending: Sending,
}

impl Participant {
    pub(super) fn new(
        sid: ParticipantSid,
        grant: Grant,
        joined_at: Instant,
        client_protocol: i32,
        takes_streams: bool,
        auto_subscribe: bool,
    ) -> Self {
        Self {
            sid,
            grant,
            joined_at,
            client_protocol,
            takes_streams,
            state: State::Joined,
            version: 0,
            link: Link::default(),
            media_silent: false,
            publications: Publications::default(),
            subscriptions: Subscriptions::new(auto_subscribe),
            sections: Sections::default(),
            offered_at: None,
            permits: Permits::default(),
            sending: Sending::default(),
        }
    }

    pub(super) fn sid(&self) -> &ParticipantSid {
        &self.sid
    }

    pub(super) fn grant(&self) -> &Grant {
        &self.grant
    }

    pub(super) fn identity(&self) -> &str {
        &self.grant.identity
    }

    /// Whether their client tells tracks apart that are of one stream.
    pub(super) fn takes_streams(&self) -> bool {
        self.takes_streams
    }

    pub(super) fn may_publish(&self) -> bool {
        self.grant.can_publish
    }

    pub(super) fn may_subscribe(&self) -> bool {
        self.grant.can_subscribe
    }

    /// Who is hidden would show themselves by it.
    pub(super) fn may_send_data(&self) -> bool {
        self.grant.can_publish_data && !self.hidden()
    }

    pub(super) fn hidden(&self) -> bool {
        self.grant.hidden
    }

    pub(super) fn activate(&mut self) {
        self.state = State::Active;
    }

    pub(super) fn disconnect(&mut self) {
        self.state = State::Disconnected;
    }

    pub(super) fn changed(&mut self) {
        self.version = self.version.saturating_add(1);
    }

    /// How others see them: the tracks are those that media can come from.
    pub(super) fn info(&self) -> ParticipantInfo {
        let tracks: Vec<_> = self.publications.live().map(Track::info).cloned().collect();
        ParticipantInfo {
            sid: self.sid.as_str().to_owned(),
            identity: self.grant.identity.clone(),
            name: self.grant.name.clone(),
            state: self.state.into(),
            joined_at: self.joined_at.as_millis().div_euclid(1_000),
            joined_at_ms: self.joined_at.as_millis(),
            version: self.version,
            permission: Some(self.grant.permission()),
            is_publisher: !tracks.is_empty(),
            tracks,
            attributes: self.grant.attributes(),
            client_protocol: self.client_protocol,
            ..Default::default()
        }
    }
}
