//! Publishing: a client announces a track with `add_track` and offers a section that carries it, in
//! either order; the track is live when both have come.

use livekit_protocol::{
    AddTrackRequest, TrackPublishedResponse, TrackType,
    request_response::{Reason, Request},
    signal_response::Message,
};
use wellmet_sfu::{Kind, Mid};

use super::{Forwarded, MAX_TRACKS, Output, Room, request, track::Track};
use crate::sid::{ParticipantSid, TrackSid};

/// Longest client id, track name or stream name kept, in bytes.
const MAX_TEXT: usize = 256;

/// What one participant publishes.
#[derive(Debug, Default)]
pub(super) struct Publications {
    tracks: Vec<Track>,
    /// Sections they send in that no announced track has claimed yet.
    unclaimed: Vec<Carrier>,
}

/// A section a participant sends in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Carrier {
    pub(super) mid: Mid,
    pub(super) kind: Kind,
    /// The client's own track id, where its SDP tells one.
    pub(super) cid: Option<String>,
}

impl Publications {
    /// Tracks that media can come from.
    pub(super) fn live(&self) -> impl Iterator<Item = &Track> {
        self.tracks.iter().filter(|track| track.mid().is_some())
    }

    pub(super) fn track_mut(&mut self, sid: &str) -> Option<&mut Track> {
        self.tracks
            .iter_mut()
            .find(|track| track.sid().as_str() == sid)
    }

    /// The ids of tracks that somebody else has muted.
    pub(super) fn quieted(&self) -> impl Iterator<Item = String> {
        let quieted = self.tracks.iter().filter(|track| track.quieted());
        quieted.map(|track| track.sid().as_str().to_owned())
    }

    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Track> {
        self.tracks.iter_mut()
    }

    /// Takes the sections of a new answer in place of those before. Returns whether others see a
    /// change.
    pub(super) fn carried(&mut self, carriers: Vec<Carrier>) -> bool {
        let before = self.tracks.len();
        self.tracks.retain(|track| match track.mid() {
            Some(mid) => carriers
                .iter()
                .any(|c| c.mid == mid && c.kind == track.kind()),
            None => true,
        });
        let withdrawn = self.tracks.len() != before;
        let claimed: Vec<Mid> = self.tracks.iter().filter_map(Track::mid).collect();
        self.unclaimed = carriers;
        self.unclaimed
            .retain(|carrier| !claimed.contains(&carrier.mid));
        self.claim() || withdrawn
    }

    fn announced(&mut self, track: Track) -> bool {
        self.tracks.push(track);
        self.claim()
    }

    /// Pairs announced tracks with sections: first those whose client id stands in the SDP, then by
    /// kind (Firefox's SDP names other ids). Returns whether a track became live.
    fn claim(&mut self) -> bool {
        let exact = self.claim_where(|track, carrier| carrier.cid.as_deref() == Some(track.cid()));
        let by_kind = self.claim_where(|_, _| true);
        exact || by_kind
    }

    fn claim_where(&mut self, fits: impl Fn(&Track, &Carrier) -> bool) -> bool {
        let mut became_live = false;
        for track in self.tracks.iter_mut().filter(|track| track.mid().is_none()) {
            let found = self
                .unclaimed
                .iter()
                .position(|carrier| carrier.kind == track.kind() && fits(track, carrier));
            if let Some(index) = found {
                track.carried_by(self.unclaimed.remove(index).mid);
                became_live = true;
            }
        }
        became_live
    }
}

impl Room {
    /// LiveKit's `add_track`: answered with the track's id, or with why it is refused.
    pub(super) fn add_track(&mut self, who: &ParticipantSid, request: AddTrackRequest) {
        if let Err((reason, text)) = self.may_add(who, &request) {
            self.tell(
                who,
                request::refusal(reason, text, Some(Request::AddTrack(request))),
            );
            return;
        }
        let sid = TrackSid::draw(&self.rng, request.r#type(), request.source());
        let track = Track::announced(sid, &request);
        let published = TrackPublishedResponse {
            cid: request.cid,
            track: Some(track.info().clone()),
        };
        self.tell(who, Message::TrackPublished(published));
        let live = self
            .participant_mut(who)
            .is_some_and(|p| p.publications.announced(track));
        if live {
            self.announce(who);
            self.describe(who);
            self.reconcile();
        }
    }

    /// Tells the media core of what encodings each of their tracks consists, and which of them are off.
    pub(super) fn describe(&mut self, who: &ParticipantSid) {
        let Some(participant) = self.participant(who) else {
            return;
        };
        let described = participant.publications.live().filter_map(|track| {
            Some(Output::Describe {
                track: Forwarded {
                    publisher: who.clone(),
                    mid: track.mid()?,
                },
                shapes: track.shapes(),
                muted: track.info().muted,
            })
        });
        let described: Vec<Output> = described.collect();
        self.outputs.extend(described);
    }

    fn may_add(
        &self,
        who: &ParticipantSid,
        request: &AddTrackRequest,
    ) -> Result<(), (Reason, &'static str)> {
        let participant = self
            .participant(who)
            .ok_or((Reason::NotFound, "you are not in the room"))?;
        let publications = &participant.publications;
        if !participant.may_publish() {
            return Err((Reason::NotAllowed, "your token does not allow publishing"));
        }
        if publications.tracks.len() >= MAX_TRACKS {
            return Err((
                Reason::LimitExceeded,
                "you publish as many tracks as one person may",
            ));
        }
        if !request.sid.is_empty() || request.r#type() == TrackType::Data {
            return Err((
                Reason::UnsupportedType,
                "one codec per track, audio or video",
            ));
        }
        let texts = [&request.cid, &request.name, &request.stream];
        let bounded = texts.iter().all(|text| text.len() <= MAX_TEXT);
        if !bounded || request.cid.is_empty() {
            return Err((
                Reason::InvalidName,
                "a track's cid, name and stream have at most 256 bytes",
            ));
        }
        if publications
            .tracks
            .iter()
            .any(|track| track.cid() == request.cid)
        {
            return Err((
                Reason::DuplicateName,
                "a track with this cid is published already",
            ));
        }
        Ok(())
    }
}
