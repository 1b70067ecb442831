//! Going on with a connection that broke: its participant stayed in the room with everything they
//! publish and receive, so nobody else is told anything, and they are told what they may have missed.

use livekit_protocol::{
    DisconnectReason, LeaveRequest, MuteTrackRequest, ParticipantInfo, ParticipantUpdate,
    ReconnectResponse, RoomUpdate, SyncState, leave_request::Action, signal_response::Message,
};
use thiserror::Error;
use wellmet_foundation::Instant;

use super::{Departure, Room, join::server_info};
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
        // The offer that restarts ICE comes from the client; what it was asked for may be lost.
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
mod tests {
    use std::time::Duration;

    use livekit_protocol::{UpdateSubscription, participant_info::State, signal_request};
    use wellmet_sfu::Kind;
    use wellmet_vocabulary::TrackKind;

    use super::*;
    use crate::grant::Grant;
    use crate::room::{
        Output,
        driver::{Driver, NOW},
        link::RESUME_WINDOW,
    };

    fn names(messages: &[Message]) -> Vec<&'static str> {
        let names = messages.iter().map(|message| match message {
            Message::Reconnect(_) => "reconnect",
            Message::Mute(_) => "mute",
            Message::Update(_) => "update",
            Message::RoomUpdate(_) => "room_update",
            Message::StreamStateUpdate(_) => "stream_state",
            _ => "other",
        });
        names.collect()
    }

    fn updated(messages: &[Message]) -> Vec<(&str, State)> {
        let updates = messages.iter().filter_map(|message| match message {
            Message::Update(update) => Some(&update.participants),
            _ => None,
        });
        let infos = updates.flatten();
        infos
            .map(|info| (info.identity.as_str(), info.state()))
            .collect()
    }

    #[test]
    fn who_comes_back_reads_the_room_anew_and_the_others_read_nothing() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        driver.publish(&ann, Kind::Audio, "mic");
        driver.inbox(&ann);
        driver.inbox(&ben);
        driver.break_off(&ben, NOW);
        driver.publish(&ann, Kind::Video, "camera");
        driver.inbox(&ann);
        driver.resume(&ben);
        let inbox = driver.inbox(&ben);
        assert_eq!(
            names(&inbox),
            ["reconnect", "update", "room_update", "stream_state"]
        );
        let told: Vec<_> = updated(&inbox).into_iter().map(|(who, _)| who).collect();
        assert_eq!(told, ["ann", "ben"], "oneself included");
        assert_eq!(
            driver.receives(&ben).len(),
            2,
            "tracks go on and new ones are taken in"
        );
        assert!(driver.inbox(&ann).is_empty());
        assert_eq!(driver.receives(&ann).len(), 0);
    }

    #[test]
    fn a_hidden_listener_is_told_of_themselves_when_they_come_back() {
        let mut driver = Driver::new();
        let hidden = Grant {
            hidden: true,
            ..Grant::full("room", "hidden", "")
        };
        let hidden = driver.try_enter(hidden).unwrap();
        driver.break_off(&hidden, NOW);
        driver.inbox(&hidden);
        driver.resume(&hidden);
        let inbox = driver.inbox(&hidden);
        assert_eq!(updated(&inbox), [("hidden", State::Joined)]);
    }

    #[test]
    fn what_is_published_goes_on_while_the_connection_is_broken() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        driver.publish(&ann, Kind::Audio, "mic");
        driver.break_off(&ann, NOW);
        assert_eq!(driver.receives(&ben).len(), 1);
        assert_eq!(driver.client(&ben).roster.len(), 2);
        let cem = driver.enter("cem");
        assert_eq!(driver.receives(&cem).len(), 1);
    }

    #[test]
    fn who_does_not_come_back_in_half_a_minute_is_gone() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        driver.break_off(&ann, NOW);
        driver.inbox(&ben);
        driver.act(|room| room.lapse(NOW + RESUME_WINDOW - Duration::from_millis(1)));
        assert!(driver.inbox(&ben).is_empty());
        driver.act(|room| room.lapse(NOW + RESUME_WINDOW));
        let inbox = driver.inbox(&ben);
        assert_eq!(updated(&inbox), [("ann", State::Disconnected)]);
        let back = driver.room.resume(ann.as_str(), "ann");
        assert_eq!(back, Err(Unknown));
        assert_eq!(driver.room.outputs(), []);
    }

    #[test]
    fn nobody_goes_on_as_somebody_else_nor_after_being_removed_or_replaced() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        for who in [&ann, &ben] {
            driver.break_off(who, NOW);
        }
        assert_eq!(driver.room.resume(ann.as_str(), "ben"), Err(Unknown));
        driver.act(|room| room.remove("ann"));
        assert_eq!(driver.room.resume(ann.as_str(), "ann"), Err(Unknown));
        driver.enter("ben");
        assert_eq!(driver.room.resume(ben.as_str(), "ben"), Err(Unknown));
        assert_eq!(driver.room.outputs(), []);
    }

    #[test]
    fn who_went_meanwhile_is_told_as_gone_unless_they_are_back() {
        let mut driver = Driver::new();
        let (ann, ben, cem) = (
            driver.enter("ann"),
            driver.enter("ben"),
            driver.enter("cem"),
        );
        driver.break_off(&ann, NOW);
        driver.act(|room| room.depart(&ben, Departure::Left));
        driver.act(|room| room.depart(&cem, Departure::Left));
        driver.enter("cem");
        driver.inbox(&ann);
        driver.resume(&ann);
        let inbox = driver.inbox(&ann);
        let gone = updated(&inbox)
            .into_iter()
            .filter(|(_, state)| *state == State::Disconnected);
        assert_eq!(gone.collect::<Vec<_>>(), [("ben", State::Disconnected)]);
    }

    #[test]
    fn a_facilitators_mute_that_may_be_lost_is_said_again() {
        let mut driver = Driver::new();
        let ann = driver.enter("ann");
        driver.publish(&ann, Kind::Audio, "mic");
        driver.break_off(&ann, NOW);
        driver.act(|room| room.quieten("ann", TrackKind::Audio));
        driver.inbox(&ann);
        driver.resume(&ann);
        let inbox = driver.inbox(&ann);
        assert_eq!(
            names(&inbox),
            ["reconnect", "mute", "update", "room_update"]
        );
        let Some(Message::Mute(mute)) = inbox.get(1).cloned() else {
            panic!("no mute")
        };
        let unmute = MuteTrackRequest {
            muted: false,
            ..mute
        };
        driver.request(&ann, signal_request::Message::Mute(unmute));
        driver.break_off(&ann, NOW);
        driver.resume(&ann);
        assert!(
            !names(&driver.inbox(&ann)).contains(&"mute"),
            "they have unmuted since"
        );
    }

    #[test]
    fn a_dead_media_path_is_restarted_once_for_each_silence() {
        let mut driver = Driver::new();
        let ann = driver.enter("ann");
        driver.inbox(&ann);
        for silent in [false, true, true, false, true] {
            driver.act(|room| room.media_silent(&ann, silent));
        }
        let inbox = driver.inbox(&ann);
        let [Message::Leave(first), Message::Leave(_)] = &inbox[..] else {
            panic!("{inbox:?}")
        };
        assert_eq!(first.action(), Action::Resume);
        assert_eq!(driver.present(), [ann]);
    }

    #[test]
    fn what_did_not_leave_any_more_is_sent_after_the_rooms_state() {
        let mut driver = Driver::new();
        let ann = driver.enter("ann");
        driver.inbox(&ann);
        let answer = Message::RequestResponse(Default::default());
        let unsent = vec![Message::Pong(1), answer.clone()];
        driver.act(|room| room.broken(&ann, unsent, NOW));
        driver.resume(&ann);
        let inbox = driver.inbox(&ann);
        assert_eq!(
            names(&inbox),
            ["reconnect", "update", "room_update", "other"]
        );
        assert_eq!(inbox.last(), Some(&answer));
    }

    #[test]
    fn a_client_that_comes_back_says_what_it_wants_to_receive() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        driver.publish(&ann, Kind::Audio, "mic");
        let track = driver.receives(&ben).into_iter().next().unwrap();
        let state = |track_sids| SyncState {
            subscription: Some(UpdateSubscription {
                track_sids,
                subscribe: false,
                participant_tracks: Vec::new(),
            }),
            ..Default::default()
        };
        driver.room.sync(&ben, state(vec![track]));
        assert!(matches!(
            &driver.room.outputs()[..],
            [Output::Unsubscribe { .. }]
        ));
        driver.room.sync(&ben, state(Vec::new()));
        assert!(matches!(
            &driver.room.outputs()[..],
            [Output::Subscribe { .. }]
        ));
    }
}
