//! Going on with a connection that broke: its participant stayed in the room with everything they
//! publish and receive, so nobody else is told anything, and they are told what they may have missed.

use livekit_protocol::{
    DisconnectReason, LeaveRequest, MuteTrackRequest, ParticipantInfo, ParticipantUpdate,
    ReconnectResponse, RoomUpdate, SyncState, leave_request::Action, signal_response::Message,
};
use thiserror::Error;
use wellmet_foundation::Instant;

use super::{Departure, Output, Room, join::server_info};
use crate::sid::ParticipantSid;

/// Nobody in the room has that id and that identity: they left, were removed, or never were.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("there is no such connection to go on with")]
pub(crate) struct Unknown;

impl Room {
    /// Their signalling connection has ended without a word. `unsent` was told to them and did not
    /// leave any more.
    pub(crate) fn broken(&mut self, who: &ParticipantSid, unsent: Vec<Message>, now: Instant) {
        let Some(participant) = self.participant_mut(who) else {
            return;
        };
        participant.link.break_off(now);
        participant.sections.abandoned();
        participant.offered_at = None;
        for message in unsent {
            self.tell(who, message);
        }
    }

    /// `identity` goes on as the participant `sid`.
    pub(crate) fn resume(&mut self, sid: &str, identity: &str) -> Result<ParticipantSid, Unknown> {
        let known = self
            .participants
            .iter_mut()
            .find(|known| known.sid().as_str() == sid && known.identity() == identity)
            .ok_or(Unknown)?;
        let who = known.sid().clone();
        let kept = known.link.restore();
        // Each side restarts ICE where it offers; what the client was asked for may be lost.
        known.sections.abandoned();
        let last_message_seq = known.sending.sequence();
        let reconnect = ReconnectResponse {
            server_info: Some(server_info()),
            last_message_seq,
            ..Default::default()
        };
        self.tell(&who, Message::Reconnect(reconnect));
        self.tell_mutes(&who);
        let everybody = self.everybody(&who);
        self.tell(&who, Message::Update(everybody));
        let room = Some(self.info());
        self.tell(&who, Message::RoomUpdate(RoomUpdate { room }));
        self.tell_standing(&who);
        self.tell_streams(&who);
        for message in kept {
            self.tell(&who, message);
        }
        self.outputs.push(Output::RestartIce(who.clone()));
        Ok(who)
    }

    /// Takes out whoever has been without a signalling connection for too long.
    pub(crate) fn lapse(&mut self, now: Instant) {
        let lapsed = self.participants.iter().filter(|p| p.link.lapsed(now));
        let lapsed: Vec<_> = lapsed.map(|p| p.sid().clone()).collect();
        for who in lapsed {
            self.depart(&who, Departure::SignalLost);
        }
    }

    /// Whether nothing has come over their media path for so long that it must be taken for dead.
    /// Their client is asked once to come back by way of a resume, which restarts ICE.
    pub(crate) fn media_silent(&mut self, who: &ParticipantSid, silent: bool) {
        let Some(participant) = self.participant_mut(who) else {
            return;
        };
        let fell_silent = silent && !participant.media_silent;
        participant.media_silent = silent;
        if fell_silent {
            self.tell(who, Message::Leave(come_back()));
        }
    }

    /// What a client believed when it came back: of its own wishes it knows better than the server,
    /// for what it sent into the broken connection is lost.
    pub(super) fn sync(&mut self, who: &ParticipantSid, state: SyncState) {
        if let Some(subscription) = state.subscription {
            if let Some(participant) = self.participant_mut(who) {
                participant.subscriptions.forget_choices();
            }
            self.choose(who, subscription);
        }
    }

    /// Somebody with authority muted them, and they have not unmuted since: should that have been
    /// lost, their client would take its own word for it and unmute them for the others.
    fn tell_mutes(&mut self, who: &ParticipantSid) {
        let Some(participant) = self.participant(who) else {
            return;
        };
        let quieted: Vec<String> = participant.publications.quieted().collect();
        for sid in quieted {
            self.tell(who, Message::Mute(MuteTrackRequest { sid, muted: true }));
        }
    }

    /// Everybody as they stand, and first those who went lately and whose going they may have missed.
    fn everybody(&self, to: &ParticipantSid) -> ParticipantUpdate {
        let present = |info: &ParticipantInfo| self.sid_of(&info.identity).is_some();
        let gone = self.gone.iter().filter(|info| !present(info)).cloned();
        let here = self
            .participants
            .iter()
            .filter(|p| !p.hidden() || p.sid() == to);
        ParticipantUpdate {
            participants: gone.chain(here.map(|p| p.info())).collect(),
        }
    }

    /// Remembers how somebody was last told of, for those whose connection is broken.
    pub(super) fn remember_gone(
        &mut self,
        mut info: ParticipantInfo,
        reason: DisconnectReason,
    ) -> ParticipantInfo {
        info.disconnect_reason = reason.into();
        if self.gone.len() >= super::MAX_PARTICIPANTS {
            self.gone.pop_front();
        }
        self.gone.push_back(info.clone());
        info
    }
}

fn come_back() -> LeaveRequest {
    LeaveRequest {
        can_reconnect: true,
        reason: DisconnectReason::ConnectionTimeout.into(),
        action: Action::Resume.into(),
        regions: None,
    }
}

#[cfg(test)]
mod tests;
