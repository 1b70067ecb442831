//! Drives a [`Room`] in tests as its clients and the media core would, and asserts the room's
//! invariants after every input.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use livekit_protocol::{
    AddTrackRequest, ParticipantInfo, TrackSource, TrackType, UpdateSubscription,
    participant_info::State, signal_request, signal_response::Message,
};
use wellmet_foundation::{Instant, Rng};
use wellmet_sfu::{Answer, DataChannel, Kind, Mid, Section, SectionRole, SectionsWanted};

use super::{Full, MAX_SUBSCRIPTIONS, Newcomer, Output, Room};
use crate::{grant::Grant, protocol::Protocol, sid::ParticipantSid};

pub(super) const NOW: Instant = Instant::from_millis(1_800_000_000_000);

pub(super) struct Driver {
    pub(super) room: Room,
    clients: BTreeMap<ParticipantSid, Client>,
}

/// A client as far as the room can see it.
#[derive(Default)]
pub(super) struct Client {
    pub(super) inbox: Vec<Message>,
    /// What others sent them over data channels.
    pub(super) packets: Vec<(DataChannel, Bytes)>,
    /// Everybody they were told of, by participant id.
    pub(super) roster: BTreeMap<String, ParticipantInfo>,
    /// Track ids forwarded to them, by publisher and section.
    receives: BTreeMap<(String, String), String>,
    /// The streams those are of, by track id.
    streams: BTreeMap<String, String>,
    /// The client ids they send in sections, in the sections' order; `None` is a stopped section.
    sends: Vec<Option<(Kind, String)>>,
    turned_down: BTreeSet<String>,
    /// By section, whether the media core takes what they send for off.
    pub(super) off: BTreeMap<String, bool>,
    /// Their signalling connection is broken.
    broken: bool,
}

impl Driver {
    pub(super) fn new() -> Self {
        Self {
            room: Room::new("room".into(), Rng::seeded(7)),
            clients: BTreeMap::new(),
        }
    }

    pub(super) fn enter(&mut self, identity: &str) -> ParticipantSid {
        self.try_enter(Grant::full("room", identity, identity))
            .unwrap()
    }

    /// Whether the media core takes what they send for off, section by section.
    pub(super) fn off(&mut self, who: &ParticipantSid) -> Vec<bool> {
        self.client(who).off.values().copied().collect()
    }

    /// The streams of what is forwarded to them, each once, without the publisher's part.
    pub(super) fn streams(&mut self, who: &ParticipantSid) -> BTreeSet<String> {
        let streams = self.client(who).streams.values();
        let named = streams.filter_map(|stream| stream.split_once('|'));
        named.map(|(_, name)| name.to_owned()).collect()
    }

    pub(super) fn try_enter(&mut self, grant: Grant) -> Result<ParticipantSid, Full> {
        self.let_in(grant, false)
    }

    /// Whether their client `takes_streams` of more than one track.
    pub(super) fn let_in(
        &mut self,
        grant: Grant,
        takes_streams: bool,
    ) -> Result<ParticipantSid, Full> {
        let newcomer = Newcomer {
            grant,
            auto_subscribe: true,
            protocol: Protocol::V1,
            client_protocol: 0,
            takes_streams,
        };
        let entered = self.room.enter(newcomer, NOW);
        if let Ok(sid) = &entered {
            self.clients.insert(sid.clone(), Client::default());
        }
        self.settle();
        entered
    }

    pub(super) fn break_off(&mut self, who: &ParticipantSid, now: Instant) {
        self.client(who).broken = true;
        self.act(|room| room.broken(who, Vec::new(), now));
    }

    /// They come back to their connection.
    pub(super) fn resume(&mut self, who: &ParticipantSid) {
        self.client(who).broken = false;
        let identity = self.room.participant(who).unwrap().identity().to_owned();
        let resumed = self.act(|room| room.resume(who.as_str(), &identity));
        assert_eq!(resumed.as_ref(), Ok(who));
    }

    pub(super) fn act<T>(&mut self, change: impl FnOnce(&mut Room) -> T) -> T {
        let result = change(&mut self.room);
        self.settle();
        result
    }

    pub(super) fn request(&mut self, who: &ParticipantSid, request: signal_request::Message) {
        self.act(|room| room.request(who, request, NOW));
    }

    pub(super) fn announce(&mut self, who: &ParticipantSid, kind: Kind, cid: &str) {
        let (r#type, source) = match kind {
            Kind::Video => (TrackType::Video, TrackSource::Camera),
            _ => (TrackType::Audio, TrackSource::Microphone),
        };
        let request = AddTrackRequest {
            cid: cid.into(),
            r#type: r#type.into(),
            source: source.into(),
            ..Default::default()
        };
        self.request(who, signal_request::Message::AddTrack(request));
    }

    /// Offers a further section that sends `cid`.
    pub(super) fn send(&mut self, who: &ParticipantSid, kind: Kind, cid: &str) {
        self.client(who).sends.push(Some((kind, cid.into())));
        self.offer(who);
    }

    /// Announces and offers a track.
    pub(super) fn publish(&mut self, who: &ParticipantSid, kind: Kind, cid: &str) {
        self.announce(who, kind, cid);
        self.send(who, kind, cid);
    }

    /// Offers anew without the first section that still sends.
    pub(super) fn withdraw(&mut self, who: &ParticipantSid) {
        if let Some(sending) = self
            .client(who)
            .sends
            .iter_mut()
            .find(|sends| sends.is_some())
        {
            *sending = None;
        }
        self.offer(who);
    }

    pub(super) fn turn_down(&mut self, who: &ParticipantSid, track: &str) {
        self.client(who).turned_down.insert(track.into());
        self.request(
            who,
            signal_request::Message::Subscription(UpdateSubscription {
                track_sids: vec![track.into()],
                subscribe: false,
                participant_tracks: Vec::new(),
            }),
        );
    }

    pub(super) fn client(&mut self, who: &ParticipantSid) -> &mut Client {
        self.clients.get_mut(who).unwrap()
    }

    pub(super) fn present(&self) -> Vec<ParticipantSid> {
        self.room
            .participants
            .iter()
            .map(|participant| participant.sid().clone())
            .collect()
    }

    /// What they were told since the last look.
    pub(super) fn inbox(&mut self, who: &ParticipantSid) -> Vec<Message> {
        std::mem::take(&mut self.client(who).inbox)
    }

    /// The ids of the tracks forwarded to them.
    pub(super) fn receives(&mut self, who: &ParticipantSid) -> BTreeSet<String> {
        self.client(who).receives.values().cloned().collect()
    }

    fn offer(&mut self, who: &ParticipantSid) {
        let sections = self.client(who).sections();
        let wanted = SectionsWanted::default();
        let answer = Answer {
            sdp: "v=0\r\n".into(),
            sections,
            wanted,
        };
        self.act(|room| room.answered(who, 1, answer));
    }

    fn settle(&mut self) {
        for output in self.room.outputs() {
            self.take(output);
        }
        self.assert_everyone_receives_what_they_should();
        self.assert_identities_differ();
        self.assert_everyone_connected_knows_who_is_there();
    }

    fn take(&mut self, output: Output) {
        match output {
            Output::Tell(who, message) => {
                let client = self.client(&who);
                assert!(
                    !client.broken,
                    "{who:?} is told {message:?} without a connection"
                );
                client.hear(*message);
            }
            Output::Subscribe {
                subscriber,
                track,
                label,
            } => {
                let client = self.client(&subscriber);
                client.streams.insert(label.track.clone(), label.stream);
                if client.broken {
                    let key = (track.publisher.as_str().to_owned(), track.mid.to_string());
                    client.receives.insert(key, label.track);
                    return;
                }
                let known = &client.roster[track.publisher.as_str()];
                let told = known.tracks.iter().any(|info| info.sid == label.track);
                assert!(told, "{subscriber:?} is sent {} untold", label.track);
                let key = (track.publisher.as_str().to_owned(), track.mid.to_string());
                assert!(
                    client.receives.insert(key, label.track).is_none(),
                    "subscribed twice"
                );
            }
            Output::Unsubscribe { subscriber, track } => {
                let key = (track.publisher.as_str().to_owned(), track.mid.to_string());
                assert!(self.client(&subscriber).receives.remove(&key).is_some());
            }
            Output::Describe { track, muted, .. } => {
                let publisher = self.clients.get_mut(&track.publisher).unwrap();
                publisher.off.insert(track.mid.to_string(), muted);
            }
            Output::Want {
                subscriber, track, ..
            } => {
                let key = (track.publisher.as_str().to_owned(), track.mid.to_string());
                assert!(self.client(&subscriber).receives.contains_key(&key));
            }
            Output::Data { to, channel, bytes } => self.client(&to).packets.push((channel, bytes)),
            Output::RestartIce(who) => assert!(!self.client(&who).broken),
            Output::Dismiss(who) => {
                self.clients.remove(&who).unwrap();
            }
        }
    }

    fn assert_everyone_receives_what_they_should(&self) {
        let live: Vec<(String, String)> = self
            .room
            .participants
            .iter()
            .filter(|publisher| !publisher.hidden())
            .flat_map(|publisher| {
                let sids = publisher.info().tracks.into_iter().map(|track| track.sid);
                sids.map(|sid| (publisher.sid().as_str().to_owned(), sid))
                    .collect::<Vec<_>>()
            })
            .collect();
        for participant in &self.room.participants {
            let client = &self.clients[participant.sid()];
            let mut wanted: BTreeSet<String> = live
                .iter()
                .filter(|(publisher, track)| {
                    publisher != participant.sid().as_str() && !client.turned_down.contains(track)
                })
                .map(|(_, track)| track.clone())
                .collect();
            if !participant.may_subscribe() {
                wanted.clear();
            }
            let received: BTreeSet<String> = client.receives.values().cloned().collect();
            if wanted.len() > MAX_SUBSCRIPTIONS {
                assert_eq!(received.len(), MAX_SUBSCRIPTIONS);
                assert!(received.is_subset(&wanted));
            } else {
                assert_eq!(received, wanted, "{:?}", participant.sid());
            }
        }
    }

    fn assert_everyone_connected_knows_who_is_there(&self) {
        let seen = self.room.participants.iter().filter(|seen| !seen.hidden());
        let seen: BTreeMap<String, ParticipantInfo> = seen
            .map(|seen| (seen.sid().as_str().to_owned(), seen.info()))
            .collect();
        for (who, client) in self.clients.iter().filter(|(_, client)| !client.broken) {
            let mut known = client.roster.clone();
            known.remove(who.as_str());
            let mut others = seen.clone();
            others.remove(who.as_str());
            assert_eq!(known, others, "as {who:?} knows it");
        }
    }

    fn assert_identities_differ(&self) {
        let mut identities = BTreeSet::new();
        for participant in &self.room.participants {
            assert!(
                identities.insert(participant.identity()),
                "{}",
                participant.identity()
            );
        }
    }
}

impl Client {
    fn hear(&mut self, message: Message) {
        let first = self.roster.is_empty() && self.inbox.is_empty();
        match &message {
            Message::Join(join) => {
                assert!(first, "the join comes first");
                let me = join.participant.clone().unwrap();
                self.roster.insert(me.sid.clone(), me);
                for other in &join.other_participants {
                    self.roster.insert(other.sid.clone(), other.clone());
                }
            }
            Message::Update(update) => {
                assert!(!first, "the join comes first");
                for info in &update.participants {
                    self.learn(info);
                }
            }
            _ => assert!(!first, "the join comes first"),
        }
        self.inbox.push(message);
    }

    fn learn(&mut self, info: &ParticipantInfo) {
        if let Some(known) = self.roster.get(&info.sid) {
            let anew = info.version > known.version;
            assert!(anew || info == known, "versions rise with every change");
        }
        // Clients know each other by identity: whoever has the same is taken for the same.
        self.roster
            .retain(|_, known| known.identity != info.identity);
        if info.state() != State::Disconnected {
            self.roster.insert(info.sid.clone(), info.clone());
        }
    }

    fn sections(&self) -> Vec<Section> {
        let sections = self.sends.iter().enumerate().map(|(index, sends)| {
            let (kind, role) = match sends {
                Some((kind, cid)) => (
                    *kind,
                    SectionRole::Publishing {
                        msid_track: Some(cid.clone()),
                    },
                ),
                None => (Kind::Audio, SectionRole::Inactive),
            };
            Section {
                mid: Mid::new(&index.to_string()).unwrap(),
                kind,
                role,
            }
        });
        sections.collect()
    }
}
