//! Leaving the room, for whatever reason.

use livekit_protocol::{
    DisconnectReason, LeaveRequest, ParticipantUpdate, leave_request::Action,
    signal_response::Message,
};

use super::{Output, Room};
use crate::sid::ParticipantSid;

/// Why somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Departure {
    /// They said so.
    Left,
    /// Their WebSocket ended without a word and they did not come back to it.
    SignalLost,
    /// Their media connection failed or fell silent.
    MediaLost,
    /// The media core takes no more work.
    Overloaded,
    /// The room holds as many as it may.
    Full,
    /// They ask to go on with a connection there is no more: they must join anew.
    Forgotten,
    /// The same identity came in again.
    Replaced,
    /// Somebody who may do so removed them.
    Removed,
    /// The room was closed.
    RoomClosed,
    /// The server stops; they may come back when it is up again.
    Shutdown,
}

impl Departure {
    fn reason(self) -> DisconnectReason {
        match self {
            Self::Left => DisconnectReason::ClientInitiated,
            Self::SignalLost => DisconnectReason::SignalClose,
            Self::MediaLost => DisconnectReason::ConnectionTimeout,
            Self::Overloaded | Self::Full => DisconnectReason::JoinFailure,
            Self::Forgotten => DisconnectReason::StateMismatch,
            Self::Replaced => DisconnectReason::DuplicateIdentity,
            Self::Removed => DisconnectReason::ParticipantRemoved,
            Self::RoomClosed => DisconnectReason::RoomDeleted,
            Self::Shutdown => DisconnectReason::ServerShutdown,
        }
    }

    /// What the one who leaves is told, if they do not know already.
    pub(crate) fn leave(self) -> Option<LeaveRequest> {
        match self {
            Self::Left | Self::SignalLost => None,
            Self::MediaLost | Self::Overloaded | Self::Forgotten | Self::Shutdown => {
                Some(self.leave_and(Action::Reconnect))
            }
            Self::Full | Self::Replaced | Self::Removed | Self::RoomClosed => {
                Some(self.leave_and(Action::Disconnect))
            }
        }
    }

    fn leave_and(self, action: Action) -> LeaveRequest {
        LeaveRequest {
            can_reconnect: action == Action::Reconnect,
            reason: self.reason().into(),
            action: action.into(),
            regions: None,
        }
    }
}

impl Room {
    /// Takes somebody out of the room; nothing happens when they are out already.
    pub(crate) fn depart(&mut self, who: &ParticipantSid, why: Departure) {
        let Some(index) = self.participants.iter().position(|p| p.sid() == who) else {
            return;
        };
        if let Some(leave) = why.leave() {
            self.tell(who, Message::Leave(leave));
        }
        let mut gone = self.participants.remove(index);
        gone.disconnect();
        gone.changed();
        if !gone.hidden() {
            let info = self.remember_gone(gone.info(), why.reason());
            self.tell_everyone(&Message::Update(ParticipantUpdate {
                participants: vec![info],
            }));
        }
        self.reconcile();
        self.outputs.push(Output::Dismiss(who.clone()));
    }

    /// Takes out whoever is known as `identity`. Returns whether anybody was.
    pub(crate) fn remove(&mut self, identity: &str) -> bool {
        let found = self.sid_of(identity);
        if let Some(who) = &found {
            self.depart(who, Departure::Removed);
        }
        found.is_some()
    }

    /// Takes everybody out. Nobody is told of the others' going: each goes too.
    pub(crate) fn empty(&mut self, why: Departure) {
        for participant in std::mem::take(&mut self.participants) {
            let who = participant.sid();
            if let Some(leave) = why.leave() {
                self.tell(who, Message::Leave(leave));
            }
            self.outputs.push(Output::Dismiss(who.clone()));
        }
    }

    pub(super) fn sid_of(&self, identity: &str) -> Option<ParticipantSid> {
        let found = self.participants.iter().find(|p| p.identity() == identity);
        found.map(|participant| participant.sid().clone())
    }

    pub(crate) fn tell_everyone(&mut self, message: &Message) {
        let sids: Vec<_> = self.participants.iter().map(|p| p.sid().clone()).collect();
        for sid in sids {
            self.tell(&sid, message.clone());
        }
    }
}
