//! Who receives what. Nothing here is done step by step: after every change the wanted set is worked
//! out anew and the difference to what stands is put out.

use std::collections::BTreeMap;

use livekit_protocol::{UpdateSubscription, UpdateTrackSettings, VideoQuality};
use wellmet_sfu::{Label, Quality, Wish};

use super::{Forwarded, MAX_SUBSCRIPTIONS, Output, Room, participant::Participant, track::quality};
use crate::sid::{ParticipantSid, TrackSid};

/// What one participant receives, and wants to.
#[derive(Debug)]
pub(super) struct Subscriptions {
    /// Whether they receive what they did not ask for.
    auto: bool,
    /// What they asked for, or not to have, by track id.
    chosen: BTreeMap<String, bool>,
    standing: Vec<Subscription>,
    /// Of those, the ones whose pictures wait for bandwidth.
    waiting: Vec<TrackSid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Subscription {
    pub(super) sid: TrackSid,
    pub(super) track: Forwarded,
    /// What it belongs together with.
    stream: &'static str,
}

impl Subscriptions {
    pub(super) fn new(auto: bool) -> Self {
        Self {
            auto,
            chosen: BTreeMap::new(),
            standing: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Only what they receive without asking.
    pub(super) fn forget_choices(&mut self) {
        self.chosen.clear();
    }

    pub(super) fn standing(&self) -> impl Iterator<Item = &Subscription> {
        self.standing.iter()
    }

    /// What they receive of this track waits for bandwidth, or goes on; it, if they receive it.
    pub(super) fn set_waiting(&mut self, track: &Forwarded, waits: bool) -> Option<&Subscription> {
        let subscription = self.standing.iter().find(|known| known.track == *track)?;
        self.waiting.retain(|sid| *sid != subscription.sid);
        if waits {
            self.waiting.push(subscription.sid.clone());
        }
        Some(subscription)
    }

    pub(super) fn waits(&self, subscription: &Subscription) -> bool {
        self.waiting.contains(&subscription.sid)
    }

    fn wants(&self, track: &TrackSid) -> bool {
        self.chosen
            .get(track.as_str())
            .copied()
            .unwrap_or(self.auto)
    }
}

impl Room {
    /// LiveKit's `subscription`. Only tracks that are in the room are remembered, so a client
    /// cannot fill memory with made-up ids.
    pub(super) fn choose(&mut self, who: &ParticipantSid, request: UpdateSubscription) {
        let by_participant = request
            .participant_tracks
            .into_iter()
            .flat_map(|p| p.track_sids);
        let live = self.live_tracks();
        let named: Vec<String> = request
            .track_sids
            .into_iter()
            .chain(by_participant)
            .filter(|sid| live.iter().any(|live| live.sid.as_str() == sid))
            .collect();
        if let Some(participant) = self.participant_mut(who) {
            let chosen = &mut participant.subscriptions.chosen;
            chosen.extend(named.into_iter().map(|sid| (sid, request.subscribe)));
        }
        self.reconcile();
    }

    /// LiveKit's `track_setting`: adaptive stream asks for what is on the screen, as large as it is.
    pub(super) fn set_track(&mut self, who: &ParticipantSid, settings: &UpdateTrackSettings) {
        let Some(participant) = self.participant(who) else {
            return;
        };
        let named = participant
            .subscriptions
            .standing
            .iter()
            .filter(|subscription| {
                settings
                    .track_sids
                    .iter()
                    .any(|sid| sid == subscription.sid.as_str())
            });
        let wants: Vec<Output> = named
            .map(|subscription| Output::Want {
                subscriber: who.clone(),
                track: subscription.track.clone(),
                wish: wish(settings),
            })
            .collect();
        self.outputs.extend(wants);
    }

    /// Subscribes and unsubscribes until everyone receives what they should.
    pub(super) fn reconcile(&mut self) {
        let live = self.live_tracks();
        let wanted: Vec<_> = self
            .participants
            .iter()
            .map(|subscriber| self.wanted_by(subscriber, &live))
            .collect();
        for (participant, wanted) in self.participants.iter_mut().zip(wanted) {
            let stood = std::mem::replace(&mut participant.subscriptions.standing, wanted.clone());
            participant.subscriptions.chosen.retain(|sid, _| {
                live.iter()
                    .any(|subscription| subscription.sid.as_str() == sid)
            });
            let received = |sid: &TrackSid| wanted.iter().any(|wanted| wanted.sid == *sid);
            participant.subscriptions.waiting.retain(received);
            let subscriber = participant.sid();
            let in_streams = participant.takes_streams();
            for gone in stood
                .iter()
                .filter(|subscription| !wanted.contains(subscription))
            {
                self.outputs.push(gone.end(subscriber));
            }
            for new in wanted
                .iter()
                .filter(|subscription| !stood.contains(subscription))
            {
                self.outputs.push(new.begin(subscriber, in_streams));
            }
        }
    }

    fn live_tracks(&self) -> Vec<Subscription> {
        let seen = self
            .participants
            .iter()
            .filter(|publisher| !publisher.hidden());
        let live = seen.flat_map(|publisher| {
            publisher.publications.live().filter_map(|track| {
                let track_of = Forwarded {
                    publisher: publisher.sid().clone(),
                    mid: track.mid()?,
                };
                Some(Subscription {
                    sid: track.sid().clone(),
                    track: track_of,
                    stream: track.stream(),
                })
            })
        });
        live.collect()
    }

    /// What stands keeps its place when there is more than one person can receive.
    fn wanted_by(&self, subscriber: &Participant, live: &[Subscription]) -> Vec<Subscription> {
        let wants = |subscription: &&Subscription| {
            subscriber.may_subscribe()
                && subscription.track.publisher != *subscriber.sid()
                && subscriber.subscriptions.wants(&subscription.sid)
                && self.permits(subscriber, subscription)
        };
        let (standing, new): (Vec<_>, Vec<_>) = live
            .iter()
            .filter(wants)
            .cloned()
            .partition(|subscription| subscriber.subscriptions.standing.contains(subscription));
        standing
            .into_iter()
            .chain(new)
            .take(MAX_SUBSCRIPTIONS)
            .collect()
    }

    fn permits(&self, subscriber: &Participant, subscription: &Subscription) -> bool {
        self.participant(&subscription.track.publisher)
            .is_some_and(|publisher| {
                publisher
                    .permits
                    .allow(subscriber.sid(), subscriber.identity(), &subscription.sid)
            })
    }
}

/// A size stands for itself: the quality beside it is left at its default, LOW.
fn wish(settings: &UpdateTrackSettings) -> Wish {
    let sized = settings.width > 0 && settings.height > 0;
    let quality = quality(settings.quality()).filter(|_| !sized);
    Wish {
        disabled: settings.disabled || (!sized && settings.quality() == VideoQuality::Off),
        quality: quality.unwrap_or(Quality::High),
        size: sized.then_some((settings.width, settings.height)),
        frames_per_second: Some(settings.fps).filter(|fps| *fps > 0),
    }
}

impl Subscription {
    /// Browsers keep lips and voice together where both are of one stream. Clients that cannot find out which
    /// track is which then have one stream for each.
    fn begin(&self, subscriber: &ParticipantSid, in_streams: bool) -> Output {
        let track = self.sid.as_str().to_owned();
        let stream = if in_streams { self.stream } else { &track };
        let stream = format!("{}|{stream}", self.track.publisher.as_str());
        Output::Subscribe {
            subscriber: subscriber.clone(),
            track: self.track.clone(),
            label: Label { stream, track },
        }
    }

    fn end(&self, subscriber: &ParticipantSid) -> Output {
        Output::Unsubscribe {
            subscriber: subscriber.clone(),
            track: self.track.clone(),
        }
    }
}
