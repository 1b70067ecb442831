//! The plane's own tasks: passing on what the media core tells, watching presence, telling who
//! speaks. They end when the plane is told to stop.

use std::{collections::HashMap, sync::Arc, time::Duration};

use wellmet_sfu::{DataChannel, Event, Events, GoneReason, PeerId, Presence, Statistics};
use wellmet_vocabulary::{MediaIdentity, RoomName};

use crate::{
    open_room::{News, Peers},
    plane::Shared,
    quality::{self, Path},
    room::Departure,
    speakers,
    watch::{self, Reading, Sighting},
};

/// Starts the tasks.
pub(crate) fn spawn(shared: &Arc<Shared>, events: Events) {
    shared.tasks.spawn(pass_on(Arc::clone(shared), events));
    shared
        .tasks
        .spawn(every(watch::INTERVAL, Arc::clone(shared), look));
    shared
        .tasks
        .spawn(every(watch::INTERVAL, Arc::clone(shared), lapse));
    shared
        .tasks
        .spawn(every(quality::INTERVAL, Arc::clone(shared), tell_qualities));
    shared
        .tasks
        .spawn(every(speakers::INTERVAL, Arc::clone(shared), tell_speakers));
}

/// Passes the media core's events on to the rooms they belong to.
async fn pass_on(shared: Arc<Shared>, mut events: Events) {
    loop {
        let event = tokio::select! {
            () = shared.stop.cancelled() => return,
            event = events.next() => event,
        };
        let Some(event) = event else { return };
        let Some((peer, news)) = read(&event) else {
            continue;
        };
        // Rooms on one machine are some hundreds at most, and a look is short: no index is kept.
        shared
            .open_rooms()
            .iter()
            .any(|(_, room)| room.heard_of(peer, &news));
    }
}

fn read(event: &Event) -> Option<(PeerId, News)> {
    Some(match event {
        Event::Connected(peer) => (*peer, News::Connected),
        Event::Offer(peer, offer) => (*peer, News::Offer(Arc::clone(offer))),
        Event::SectionsWanted(peer, wanted) => (*peer, News::SectionsWanted(*wanted)),
        Event::Gone(peer, reason) => (*peer, News::Gone(departure(*reason))),
        Event::LayersWanted { source, up_to } => {
            (source.peer, News::LayersWanted(source.mid, *up_to))
        }
        Event::Data {
            peer,
            channel,
            bytes,
        } if *channel != DataChannel::DataTrack => (*peer, News::Data(*channel, bytes.clone())),
        Event::StreamPaused {
            peer,
            source,
            paused,
        } => (*peer, News::StreamPaused(*source, *paused)),
        // Data tracks are not offered.
        Event::DataChannelOpen { .. } | Event::DataChannelClosed { .. } | Event::Data { .. } => {
            return None;
        }
    })
}

fn departure(reason: GoneReason) -> Departure {
    match reason {
        GoneReason::Timeout
        | GoneReason::Refused
        | GoneReason::Closed
        | GoneReason::Stalled
        | GoneReason::Fault => Departure::MediaLost,
        GoneReason::Overloaded => Departure::Overloaded,
        GoneReason::RoomClosed => Departure::RoomClosed,
        GoneReason::Left => Departure::Left,
    }
}

async fn every(interval: Duration, shared: Arc<Shared>, act: fn(&Shared)) {
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => return,
            () = shared.clock.sleep(interval) => act(&shared),
        }
    }
}

/// Looks at everyone's presence and tells the listener what has changed.
fn look(shared: &Shared) {
    let presences: HashMap<PeerId, Presence> = shared.sfu.presence().into_iter().collect();
    let now = Reading {
        wall: shared.clock.now(),
        monotonic: shared.clock.monotonic(),
    };
    let rooms = shared.open_rooms();
    let sightings = rooms.iter().flat_map(|(name, room)| {
        room.people().into_iter().map(|person| Sighting {
            room: RoomName::clone(name),
            identity: MediaIdentity::named(person.identity),
            presence: presence_of(person.peers, &presences),
            sid: person.sid,
        })
    });
    let sightings = sightings.collect();
    let mut watch = shared.watch();
    watch.take(sightings, now);
    watch.report(|event| shared.tell(event));
}

/// All of somebody's connections together.
fn presence_of(peers: Peers, presences: &HashMap<PeerId, Presence>) -> Option<Presence> {
    let presences = peers
        .each()
        .filter_map(|peer| presences.get(&peer).copied());
    presences.reduce(Presence::beside)
}

/// Takes out whoever lost their connection and did not come back to it.
fn lapse(shared: &Shared) {
    for (_, room) in shared.open_rooms() {
        room.lapse();
    }
}

fn tell_speakers(shared: &Shared) {
    let heard = speakers::by_peer(&shared.sfu.levels(), shared.clock.monotonic());
    for (_, room) in shared.open_rooms() {
        room.speaking(&heard);
    }
}

fn tell_qualities(shared: &Shared) {
    let now = shared.clock.monotonic();
    let mut statistics: HashMap<PeerId, Statistics> = shared.sfu.statistics().into_iter().collect();
    let presences = shared.sfu.presence();
    let connected = presences
        .into_iter()
        .filter(|(_, presence)| presence.connected);
    let paths = connected.map(|(peer, presence)| {
        let measured = statistics.remove(&peer).unwrap_or_default();
        (peer, Path::measured(&presence, &measured, now))
    });
    let paths = paths.collect();
    for (_, room) in shared.open_rooms() {
        room.reached(&paths);
    }
}
