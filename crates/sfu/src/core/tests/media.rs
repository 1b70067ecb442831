use std::time::Duration;

use super::{
    net::{Bandwidth, Conditions},
    world::World,
};
use crate::wish::{Quality, Wish};

const SECOND: Duration = Duration::from_secs(1);
const NOTHING: Wish = Wish {
    disabled: true,
    quality: Quality::High,
    size: None,
    frames_per_second: None,
};

#[test]
fn audio_and_video_reach_a_subscriber_whole() {
    let mut world = World::new(
        1,
        Conditions {
            delay: Duration::from_millis(20),
            ..Conditions::default()
        },
    );
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (subscriber, heard, seen) = world.subscriber(&sources);
    world.run(8 * SECOND);
    assert!(
        world.connected(publisher) && world.connected(subscriber),
        "{:?}",
        world.events
    );
    let (heard, seen) = (
        world.clients[subscriber].frames(heard),
        world.clients[subscriber].frames(seen),
    );
    assert!(heard.count > 300 && heard.missing == 0, "{heard:?}");
    assert!(seen.count > 180 && seen.missing == 0, "{seen:?}");
    assert!(
        world.clients[publisher].feedback_seen,
        "the publisher's estimate lives on our feedback"
    );
}

#[test]
fn five_percent_loss_each_way_costs_no_video_frame() {
    for seed in 1..=3 {
        let conditions = Conditions {
            loss: 5,
            delay: Duration::from_millis(20),
            jitter: Duration::from_millis(6),
            ..Conditions::default()
        };
        let mut world = World::new(seed, conditions);
        let (publisher, audio, video) = world.publisher();
        let sources = [
            world.source(publisher, audio),
            world.source(publisher, video),
        ];
        let (subscriber, heard, seen) = world.subscriber(&sources);
        world.run(15 * SECOND);
        world.network.conditions.loss = 0;
        world.run(2 * SECOND);
        let (heard, seen) = (
            world.clients[subscriber].frames(heard),
            world.clients[subscriber].frames(seen),
        );
        let sent = world.clients[publisher].published[1].sent;
        assert!(
            seen.count > 300 && seen.missing == 0,
            "seed {seed}: {seen:?}"
        );
        assert!(seen.last + 5 > sent, "seed {seed}: {seen:?} of {sent}");
        // Audio has no retransmission to subscribers, and survives by its own error correction.
        assert!(
            heard.count > 500 && heard.missing * 100 < heard.count * 14,
            "seed {seed}: {heard:?}"
        );
    }
}

#[test]
fn each_side_knows_that_media_reached_the_other() {
    let mut world = World::new(
        4,
        Conditions {
            delay: Duration::from_millis(30),
            ..Conditions::default()
        },
    );
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (subscriber, _, _) = world.subscriber(&sources);
    world.run(6 * SECOND);
    let lately = |at: Option<std::time::Instant>| at.is_some_and(|at| world.now - at < SECOND);
    let sends = world.presence(publisher).unwrap();
    assert!(
        lately(sends.media_in) && lately(sends.spoke) && !sends.being_sent,
        "{sends:?}"
    );
    assert_eq!(sends.media_out, None);
    let listens = world.presence(subscriber).unwrap();
    assert!(
        lately(listens.media_out) && listens.being_sent,
        "a silent listener is there: {listens:?}"
    );
    assert_eq!(listens.media_in, None);
    let round_trip = listens.round_trip.unwrap();
    assert!((50..80).contains(&round_trip.as_millis()), "{round_trip:?}");
}

#[test]
fn a_paused_subscription_resumes_at_a_key_frame_without_a_gap() {
    let mut world = World::new(
        5,
        Conditions {
            delay: Duration::from_millis(10),
            ..Conditions::default()
        },
    );
    let (publisher, _, video) = world.publisher();
    let source = world.source(publisher, video);
    let (subscriber, _, seen) = world.subscriber(&[source]);
    world.run(4 * SECOND);
    world
        .core
        .set_wish(world.now, world.peer(subscriber), source, NOTHING);
    world.run(SECOND);
    let before = world.clients[subscriber].frames(seen);
    world.run(3 * SECOND);
    assert_eq!(
        world.clients[subscriber].frames(seen).count,
        before.count,
        "paused"
    );
    let requests = world.clients[publisher].key_frame_requests;
    world
        .core
        .set_wish(world.now, world.peer(subscriber), source, Wish::default());
    world.run(3 * SECOND);
    let after = world.clients[subscriber].frames(seen);
    assert!(world.clients[publisher].key_frame_requests > requests);
    assert!(after.count > before.count + 60, "{before:?} {after:?}");
}

#[test]
fn what_is_muted_reaches_nobody_though_it_is_sent() {
    let mut world = World::new(8, Conditions::default());
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (subscriber, heard, seen) = world.subscriber(&sources);
    let mute = |world: &mut World, muted| {
        for source in sources {
            world.core.set_muted(world.now, source, muted);
        }
    };
    let frames = |world: &World| {
        let subscriber = &world.clients[subscriber];
        [heard, seen].map(|section| subscriber.frames(section).count)
    };
    world.run(4 * SECOND);
    mute(&mut world, true);
    world.run(SECOND);
    let (before, muted_at) = (frames(&world), world.now);
    world.run(3 * SECOND);
    assert_eq!(frames(&world), before);
    let presence = world.presence(publisher).unwrap();
    assert!(presence.media_in > Some(muted_at), "it is sent");
    assert!(presence.spoke < Some(muted_at), "nobody hears it");
    let requests = world.clients[publisher].key_frame_requests;
    mute(&mut world, false);
    world.run(3 * SECOND);
    let after = frames(&world);
    assert!(after[0] > before[0] + 120, "{before:?} {after:?}");
    assert!(after[1] > before[1] + 60, "{before:?} {after:?}");
    assert!(world.clients[publisher].key_frame_requests > requests);
}

#[test]
fn key_frames_are_asked_for_at_most_twice_a_second() {
    let mut world = World::new(
        6,
        Conditions {
            delay: Duration::from_millis(10),
            ..Conditions::default()
        },
    );
    let (publisher, _, video) = world.publisher();
    let source = world.source(publisher, video);
    for _ in 0..5 {
        world.subscriber(&[source]);
    }
    world.run(4 * SECOND);
    let before = world.clients[publisher].key_frame_requests;
    for _ in 0..30 {
        world
            .core
            .set_wish(world.now, world.peer(1), source, NOTHING);
        world
            .core
            .set_wish(world.now, world.peer(1), source, Wish::default());
        world.run(Duration::from_millis(100));
    }
    let asked = world.clients[publisher].key_frame_requests - before;
    assert!((3..=7).contains(&asked), "{asked} in 3 s");
}

#[test]
fn each_way_of_each_client_has_its_own_conditions() {
    let mut world = World::new(
        7,
        Conditions {
            delay: Duration::from_millis(10),
            ..Conditions::default()
        },
    );
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (narrow, narrow_heard, _) = world.subscriber(&sources);
    let (wide, _, wide_seen) = world.subscriber(&sources);
    world.run(2 * SECOND);
    let bandwidth = Some(Bandwidth::kilobits(30));
    let limited = Conditions {
        bandwidth,
        ..world.network.conditions
    };
    world.down(narrow, Some(limited));
    world.run(2 * SECOND);
    let before = world.clients[narrow].frames(narrow_heard).count;
    world.up(
        narrow,
        Some(Conditions {
            loss: 100,
            ..limited
        }),
    );
    world.run(2 * SECOND);
    let heard = world.clients[narrow].frames(narrow_heard).count - before;
    assert!(heard < 80, "of 100 frames of audio {heard} came");
    let to = world.clients[narrow].address;
    assert!(world.network.overflowed(world.server, to) > 0);
    let seen = world.clients[wide].frames(wide_seen);
    assert!(seen.count > 150 && seen.missing == 0, "{seen:?}");
}
