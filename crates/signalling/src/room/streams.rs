//! What the media core tells of streams: which layers anybody watches, and which pictures wait for
//! bandwidth.

use livekit_protocol::{
    StreamState, StreamStateInfo, StreamStateUpdate, SubscribedCodec, SubscribedQuality,
    SubscribedQualityUpdate, VideoQuality, signal_response::Message,
};
use wellmet_sfu::{Mid, Quality};

use super::{Forwarded, Room, subscribe::Subscription, track::Track};
use crate::sid::ParticipantSid;

impl Room {
    /// Of what `who` sends in `mid`, the layers up to this one are watched; `None`: nobody watches.
    pub(crate) fn layers_wanted(&mut self, who: &ParticipantSid, mid: Mid, up_to: Option<Quality>) {
        let track = self.participant_mut(who).and_then(|p| {
            let mut tracks = p.publications.all_mut();
            tracks.find(|track| track.mid() == Some(mid))
        });
        if let Some(track) = track {
            track.watched(up_to);
            let update = watched(track);
            self.tell_all(who, update);
        }
    }

    /// A picture `who` receives waits for bandwidth, or goes on.
    pub(crate) fn stream_paused(&mut self, who: &ParticipantSid, track: &Forwarded, paused: bool) {
        let received = self
            .participant_mut(who)
            .and_then(|p| p.subscriptions.set_waiting(track, paused));
        if let Some(subscription) = received {
            let update = update(vec![state(subscription, paused)]);
            self.tell(who, update);
        }
    }

    /// All of it, to somebody who may have missed some.
    pub(super) fn tell_streams(&mut self, who: &ParticipantSid) {
        let Some(participant) = self.participant_mut(who) else {
            return;
        };
        let mut messages: Vec<Message> = participant
            .publications
            .all_mut()
            .filter_map(|track| watched(track))
            .collect();
        let subscriptions = &participant.subscriptions;
        let states = subscriptions
            .standing()
            .map(|received| state(received, subscriptions.waits(received)));
        let states: Vec<_> = states.collect();
        if !states.is_empty() {
            messages.push(update(states));
        }
        self.tell_all(who, messages);
    }

    fn tell_all(&mut self, who: &ParticipantSid, messages: impl IntoIterator<Item = Message>) {
        for message in messages {
            self.tell(who, message);
        }
    }
}

/// LiveKit's dynacast: whoever publishes stops encoding what nobody watches. `None` as long as
/// nothing has been said of the track: then all of it is wanted.
#[expect(
    deprecated,
    reason = "older clients read `subscribed_qualities` where `subscribed_codecs` has taken its place"
)]
fn watched(track: &Track) -> Option<Message> {
    let up_to = track.up_to()?;
    let qualities: Vec<SubscribedQuality> = [
        (VideoQuality::Low, Quality::Low),
        (VideoQuality::Medium, Quality::Medium),
        (VideoQuality::High, Quality::High),
    ]
    .map(|(name, quality)| SubscribedQuality {
        quality: name.into(),
        enabled: up_to.is_some_and(|up_to| quality <= up_to),
    })
    .to_vec();
    Some(Message::SubscribedQualityUpdate(SubscribedQualityUpdate {
        track_sid: track.sid().as_str().to_owned(),
        subscribed_qualities: qualities.clone(),
        subscribed_codecs: vec![SubscribedCodec {
            codec: track.codec(),
            qualities,
        }],
    }))
}

fn state(subscription: &Subscription, paused: bool) -> StreamStateInfo {
    let state = if paused {
        StreamState::Paused
    } else {
        StreamState::Active
    };
    StreamStateInfo {
        participant_sid: subscription.track.publisher.as_str().to_owned(),
        track_sid: subscription.sid.as_str().to_owned(),
        state: state.into(),
    }
}

fn update(stream_states: Vec<StreamStateInfo>) -> Message {
    Message::StreamStateUpdate(StreamStateUpdate { stream_states })
}

#[cfg(test)]
mod tests {
    use wellmet_sfu::Kind;

    use super::*;
    use crate::room::driver::{Driver, NOW};

    fn enabled(message: &Message) -> Vec<bool> {
        let Message::SubscribedQualityUpdate(update) = message else {
            panic!("{message:?}")
        };
        let [codec] = &update.subscribed_codecs[..] else {
            panic!("{update:?}")
        };
        assert_eq!(codec.codec, "vp8");
        codec.qualities.iter().map(|one| one.enabled).collect()
    }

    #[test]
    fn a_publisher_is_told_which_layers_are_watched() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        driver.publish(&ann, Kind::Video, "camera");
        driver.inbox(&ann);
        driver.inbox(&ben);
        let mid = Mid::new("0").unwrap();
        for (up_to, expected) in [
            (Some(Quality::High), [true, true, true]),
            (Some(Quality::Low), [true, false, false]),
            (None, [false, false, false]),
        ] {
            driver.act(|room| room.layers_wanted(&ann, mid, up_to));
            assert_eq!(enabled(&driver.inbox(&ann)[0]), expected);
        }
        driver.act(|room| room.layers_wanted(&ann, Mid::new("7").unwrap(), None));
        assert!(driver.inbox(&ann).is_empty(), "nothing is sent there");
        assert!(driver.inbox(&ben).is_empty());
    }

    #[test]
    fn a_subscriber_is_told_whose_picture_waits_for_bandwidth() {
        let mut driver = Driver::new();
        let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
        driver.publish(&ann, Kind::Video, "camera");
        driver.inbox(&ben);
        let track = Forwarded {
            publisher: ann.clone(),
            mid: Mid::new("0").unwrap(),
        };
        driver.act(|room| room.stream_paused(&ben, &track, true));
        let inbox = driver.inbox(&ben);
        let [Message::StreamStateUpdate(update)] = &inbox[..] else {
            panic!("{inbox:?}")
        };
        let [told] = &update.stream_states[..] else {
            panic!("{update:?}")
        };
        assert_eq!(told.state(), StreamState::Paused);
        assert_eq!(told.participant_sid, ann.as_str());
        // What others publish changes; the picture still waits.
        driver.publish(&ann, Kind::Audio, "mic");
        driver.break_off(&ben, NOW);
        driver.inbox(&ben);
        driver.resume(&ben);
        let told_again = driver
            .inbox(&ben)
            .into_iter()
            .find_map(|message| match message {
                Message::StreamStateUpdate(update) => Some(update.stream_states),
                _ => None,
            });
        assert_eq!(told_again.unwrap()[0], *told);
    }
}
