//! People with two connections: one they offer and publish on, one they are offered and receive on.

use std::time::Duration;

use str0m::media::{Direction, MediaKind};

use super::{
    net::{Conditions, Gathered},
    scene::{LARGE, SMALL, shapes},
    seen::{layers, stumbles},
    world::World,
};
use crate::{
    data::DataChannel,
    event::{Event, GoneReason},
    id::Source,
};

const SECOND: Duration = Duration::from_secs(1);

pub(super) fn nearby(seed: u64) -> World {
    let delay = Duration::from_millis(20);
    World::new(
        seed,
        Conditions {
            delay,
            ..Conditions::default()
        },
    )
}

/// Somebody who publishes sound and a picture, on the connection they offer.
pub(super) fn publisher(world: &mut World) -> (usize, [Source; 2]) {
    let (client, audio, video) = world.publisher();
    let sources = [world.source(client, audio), world.source(client, video)];
    (client, sources)
}

pub(super) fn assert_receives(world: &World, client: usize, sources: &[Source; 2], at_least: u32) {
    let [heard, seen] = sources.map(|source| {
        let section = world.place_of(client, source);
        world.clients[client].frames(section)
    });
    assert!(
        heard.count > at_least * 5 / 3 && heard.missing == 0,
        "{heard:?}"
    );
    assert!(seen.count > at_least && seen.missing == 0, "{seen:?}");
}

#[test]
fn people_with_two_connections_and_with_one_see_and_hear_each_other() {
    let mut world = nearby(70);
    let (_, ann) = publisher(&mut world);
    // Ben has one connection for all.
    let ben = world.join();
    for source in ann {
        world.subscribe(ben, source);
    }
    let (_, mids) = world.negotiate(ben, |api| {
        use Direction::{RecvOnly, SendOnly};
        use MediaKind::{Audio, Video};
        [
            (Audio, SendOnly),
            (Video, SendOnly),
            (Audio, RecvOnly),
            (Video, RecvOnly),
        ]
        .map(|(kind, direction)| api.add_media(kind, direction, None, None, None))
    });
    world.clients[ben].publish(mids[0], MediaKind::Audio);
    world.clients[ben].publish(mids[1], MediaKind::Video);
    let bens = [world.source(ben, mids[0]), world.source(ben, mids[1])];
    let listens = world.receiver(&bens);
    world.run(6 * SECOND);
    assert!(world.connected(listens) && world.connected(ben));
    assert_eq!(world.offered(listens).len(), 1, "one offer for all of it");
    assert_receives(&world, listens, &bens, 120);
    let heard = world.clients[ben].frames(mids[2]);
    let seen = world.clients[ben].frames(mids[3]);
    assert!(heard.missing == 0 && heard.count > 200, "{heard:?}");
    assert!(seen.missing == 0 && seen.count > 120, "{seen:?}");
    let presence = world.presence(listens).unwrap();
    assert!(presence.being_sent && presence.media_out.is_some());
}

#[test]
fn media_flows_on_through_a_restart_of_ice_that_the_server_offers() {
    let mut world = nearby(74);
    let (_, sources) = publisher(&mut world);
    let listener = world.receiver(&sources);
    world.run(3 * SECOND);
    let (now, peer) = (world.now, world.peer(listener));
    world.core.restart_ice(now, peer);
    world.run(3 * SECOND);
    let offers = world.offered(listener);
    let [first, second] = &offers[..] else {
        panic!("{} offers", offers.len())
    };
    let ufrag = |sdp: &str| {
        let found = sdp.lines().find(|line| line.starts_with("a=ice-ufrag"));
        found.unwrap().to_owned()
    };
    assert_ne!(ufrag(&first.sdp), ufrag(&second.sdp));
    assert_receives(&world, listener, &sources, 150);
    assert!(
        world.core.by_ufrag.len() <= 4,
        "one generation of old credentials at most is kept"
    );
}

#[test]
fn layers_and_repairs_reach_who_is_offered_them() {
    for seed in 80..83 {
        let conditions = Conditions {
            loss: 3,
            delay: Duration::from_millis(20),
            jitter: Duration::from_millis(5),
            ..Conditions::default()
        };
        let mut world = World::new(seed, conditions);
        let (camera, mid) = world.camera();
        let source = world.source(camera, mid);
        world.core.describe(world.now, source, &shapes());
        let watcher = world.receiver(&[source]);
        let peer = world.peer(watcher);
        // This client repeats a lost flight of its handshake after 1, 2, 4 and 8 seconds.
        for _ in 0..20 {
            if !(world.clients[watcher].connected && world.clients[camera].connected) {
                world.run(SECOND);
            }
        }
        for wish in [SMALL, LARGE, SMALL, LARGE] {
            world.core.set_wish(world.now, peer, source, wish);
            world.run(4 * SECOND);
        }
        world.network.conditions.loss = 0;
        world.run(SECOND);
        let section = world.place_of(watcher, source);
        let seen = world.clients[watcher].seen[&section].clone();
        let layers = layers(&seen);
        assert!(layers.contains("fq") && layers.ends_with('f'), "{layers}");
        assert!(world.repairs(watcher) > 20, "{}", world.repairs(watcher));
        let stumbles = stumbles(&seen);
        assert!(
            seen.len() > 380 && stumbles.len() < 6,
            "seed {seed}: {} {stumbles:#?}",
            seen.len()
        );
    }
}

#[test]
fn the_server_opens_the_data_channels_on_the_connection_it_offers() {
    let mut world = nearby(84);
    let listener = world.receiver(&[]);
    world.run(4 * SECOND);
    let peer = world.peer(listener);
    for channel in DataChannel::ALL {
        let open = Event::DataChannelOpen { peer, channel };
        assert!(world.events.contains(&open), "{channel:?}");
        assert!(
            world.clients[listener]
                .channels
                .contains_key(channel.label())
        );
    }
}

#[test]
fn who_goes_frees_both_connections() {
    let mut world = nearby(85);
    let (publisher, sources) = publisher(&mut world);
    let listener = world.receiver(&sources);
    world.run(3 * SECOND);
    for client in [publisher, listener] {
        let mut out = Gathered {
            from: world.server,
            datagrams: Vec::new(),
        };
        let (now, peer) = (world.now, world.peer(client));
        assert!(world.core.leave(now, peer, &mut out));
        world.send(out);
    }
    world.run(SECOND);
    assert_eq!(world.core.held(), [0; 6]);
    assert_eq!(world.gone(listener), Some(GoneReason::Left));
}
