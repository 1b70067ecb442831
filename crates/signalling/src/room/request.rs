//! What clients ask for (LiveKit's `SignalRequest`), one line each.

use livekit_protocol::{
    Pong, RequestResponse,
    request_response::{Reason, Request},
    signal_request,
    signal_response::Message,
};
use wellmet_foundation::Instant;

use super::{Departure, Room, track::Track};
use crate::sid::ParticipantSid;

impl Room {
    /// Does what a client asks. Offers and answers do not come here: the media core takes them first.
    pub(crate) fn request(
        &mut self,
        who: &ParticipantSid,
        request: signal_request::Message,
        now: Instant,
    ) {
        use signal_request::Message as Asked;
        match request {
            Asked::AddTrack(request) => self.add_track(who, request),
            Asked::Mute(request) => self.mute(who, &request),
            Asked::Subscription(request) => self.choose(who, request),
            Asked::TrackSetting(settings) => self.set_track(who, &settings),
            Asked::SubscriptionPermission(permission) => self.permit(who, permission),
            Asked::UpdateAudioTrack(update) => {
                self.change_track(who, &update.track_sid, |track| {
                    track.set_audio_features(update.features);
                });
            }
            Asked::UpdateVideoTrack(update) => {
                self.change_track(who, &update.track_sid, |track| {
                    track.set_size(update.width, update.height);
                });
            }
            Asked::SyncState(state) => self.sync(who, state),
            Asked::Leave(_) => self.depart(who, Departure::Left),
            Asked::Ping(_) => self.tell(who, Message::Pong(now.as_millis())),
            Asked::PingReq(ping) => self.tell(
                who,
                Message::PongResp(Pong {
                    last_ping_timestamp: ping.timestamp,
                    timestamp: now.as_millis(),
                }),
            ),
            other => self.answer_unserved(who, other),
        }
    }

    fn change_track(&mut self, who: &ParticipantSid, sid: &str, change: impl FnOnce(&mut Track)) {
        let track = self
            .participant_mut(who)
            .and_then(|p| p.publications.track_mut(sid));
        if let Some(track) = track {
            change(track);
            self.announce(who);
        }
    }

    /// What needs no answer passes; what is not offered here is refused by name, so that a client
    /// does not wait.
    fn answer_unserved(&mut self, who: &ParticipantSid, request: signal_request::Message) {
        use signal_request::Message as Asked;
        const NO_DATA: &str = "data tracks and data blobs are not offered";
        let refused = match request {
            Asked::UpdateMetadata(update) => RequestResponse {
                request_id: update.request_id,
                reason: Reason::NotAllowed.into(),
                message: "names and metadata come from the token".into(),
                request: Some(Request::UpdateMetadata(update)),
            },
            Asked::PublishDataTrackRequest(publish) => response(
                Reason::UnsupportedType,
                NO_DATA,
                Some(Request::PublishDataTrack(publish)),
            ),
            Asked::StoreDataBlobRequest(store) => RequestResponse {
                request_id: store.request_id,
                ..response(Reason::UnsupportedType, NO_DATA, None)
            },
            Asked::GetDataBlobRequest(get) => RequestResponse {
                request_id: get.request_id,
                ..response(Reason::UnsupportedType, NO_DATA, None)
            },
            _ => return,
        };
        self.tell(who, Message::RequestResponse(refused));
    }
}

/// A request that is not done, and why.
pub(super) fn refusal(
    reason: Reason,
    text: impl Into<String>,
    request: Option<Request>,
) -> Message {
    Message::RequestResponse(response(reason, text, request))
}

fn response(reason: Reason, text: impl Into<String>, request: Option<Request>) -> RequestResponse {
    RequestResponse {
        request_id: 0,
        reason: reason.into(),
        message: text.into(),
        request,
    }
}
