//! Muting, by the one who speaks or by somebody who may quieten them. What is muted the media core forwards to
//! nobody, whatever the client goes on sending.

use livekit_protocol::{MuteTrackRequest, signal_response::Message};
use wellmet_sfu::Kind;
use wellmet_vocabulary::TrackKind;

use super::Room;
use crate::sid::ParticipantSid;

impl Room {
    /// A client says that its track is muted, or no longer.
    pub(super) fn mute(&mut self, who: &ParticipantSid, request: &MuteTrackRequest) {
        let Some(participant) = self.participant_mut(who) else {
            return;
        };
        let track = participant.publications.track_mut(&request.sid);
        if track.is_some_and(|track| track.set_muted(request.muted)) {
            self.announce(who);
            self.describe(who);
        }
    }

    /// Mutes what `identity` sends of this kind; they may unmute themselves again. Returns whether
    /// they are in the room.
    pub(crate) fn quieten(&mut self, identity: &str, kind: TrackKind) -> bool {
        let Some(who) = self.sid_of(identity) else {
            return false;
        };
        let muted = self.mute_all(&who, kind);
        for sid in &muted {
            self.tell(
                &who,
                Message::Mute(MuteTrackRequest {
                    sid: sid.clone(),
                    muted: true,
                }),
            );
        }
        if !muted.is_empty() {
            self.announce(&who);
            self.describe(&who);
        }
        true
    }

    /// Mutes their tracks of this kind. Returns the ids of those that were not muted before.
    fn mute_all(&mut self, who: &ParticipantSid, kind: TrackKind) -> Vec<String> {
        let Some(participant) = self.participant_mut(who) else {
            return Vec::new();
        };
        let kind = match kind {
            TrackKind::Audio => Kind::Audio,
            TrackKind::Video => Kind::Video,
        };
        let of_kind = participant
            .publications
            .all_mut()
            .filter(|track| track.kind() == kind);
        let muted =
            of_kind.filter_map(|track| track.quieten().then(|| track.sid().as_str().to_owned()));
        muted.collect()
    }
}
