//! Calls on links that carry less than the call would take.

use std::time::Duration;

use str0m::media::{Direction, MediaKind, Mid};

use super::{
    net::{Bandwidth, Conditions},
    world::World,
};
use crate::{event::Event, presence::Latest, statistics::Statistics};

const SECOND: Duration = Duration::from_secs(1);

fn usual() -> Conditions {
    Conditions {
        delay: Duration::from_millis(20),
        ..Conditions::default()
    }
}

fn limited(kilobits: u64) -> Option<Conditions> {
    Some(Conditions {
        bandwidth: Some(Bandwidth::kilobits(kilobits)),
        ..usual()
    })
}

/// A listener to five publishers: its sections for their audio and their video.
struct Call {
    world: World,
    listener: usize,
    heard: Vec<Mid>,
    seen: Vec<Mid>,
}

impl Call {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed, usual());
        let published: Vec<_> = (0..5).map(|_| world.publisher()).collect();
        let listener = world.join();
        for (publisher, audio, video) in published {
            for mid in [audio, video] {
                let source = world.source(publisher, mid);
                world.subscribe(listener, source);
            }
        }
        let (_, (heard, seen)) = world.negotiate(listener, |api| {
            let mut add = |kind| -> Vec<Mid> {
                let direction = Direction::RecvOnly;
                (0..5)
                    .map(|_| api.add_media(kind, direction, None, None, None))
                    .collect()
            };
            (add(MediaKind::Audio), add(MediaKind::Video))
        });
        Self {
            world,
            listener,
            heard,
            seen,
        }
    }

    fn count(&self, mid: Mid) -> u32 {
        self.world.clients[self.listener].frames(mid).count
    }

    /// Runs for a while; frames received per section and second, of audio and of video.
    fn watch(&mut self, time: Duration) -> (Vec<f64>, Vec<f64>) {
        let all = |call: &Self, mids: &[Mid]| -> Vec<u32> {
            mids.iter().map(|mid| call.count(*mid)).collect()
        };
        let before = (all(self, &self.heard), all(self, &self.seen));
        self.world.run(time);
        let rate = |after: Vec<u32>, before: Vec<u32>| -> Vec<f64> {
            let pairs = after.into_iter().zip(before);
            pairs
                .map(|(after, before)| f64::from(after - before) / time.as_secs_f64())
                .collect()
        };
        let after = (all(self, &self.heard), all(self, &self.seen));
        (rate(after.0, before.0), rate(after.1, before.1))
    }

    fn statistics(&self) -> Statistics {
        let mut latest = Latest::default();
        self.world.core.publish(self.world.now, &mut latest);
        let peer = self.world.peer(self.listener);
        latest.statistics.remove(&peer).unwrap()
    }

    fn pauses(&mut self, now: bool) -> usize {
        let told =
            self.world.events.iter().filter(
                |event| matches!(event, Event::StreamPaused { paused, .. } if *paused == now),
            );
        let count = told.count();
        self.world.events.clear();
        count
    }
}

#[test]
fn a_narrow_minute_pauses_video_spares_audio_and_is_over_within_fifteen_seconds() {
    let mut call = Call::new(31);
    call.world.run(12 * SECOND);
    let (audio, video) = call.watch(3 * SECOND);
    assert!(audio.iter().all(|rate| *rate > 45.0), "{audio:?}");
    assert!(video.iter().all(|rate| *rate > 28.0), "before: {video:?}");
    call.pauses(true);
    call.world.down(call.listener, limited(500));
    call.world.run(2 * SECOND);
    for second in 2..60 {
        let (audio, _) = call.watch(SECOND);
        assert!(
            audio.iter().all(|rate| *rate >= 45.0),
            "{second}: {audio:?}"
        );
    }
    assert!(call.pauses(true) >= 5, "800 kbit/s each do not fit");
    let to = call.world.clients[call.listener].address;
    let lost = call.world.network.overflowed(call.world.server, to);
    call.world.down(call.listener, None);
    call.world.run(14 * SECOND);
    let (audio, video) = call.watch(SECOND);
    assert!(audio.iter().all(|rate| *rate > 45.0), "{audio:?}");
    assert!(video.iter().all(|rate| *rate > 27.0), "after: {video:?}");
    assert!(call.pauses(false) >= 5);
    println!("{lost} packets found the queue full in 60 s");
}

#[test]
fn audio_goes_on_at_ten_percent_loss() {
    let mut call = Call::new(32);
    call.world.run(6 * SECOND);
    call.world.network.conditions.loss = 10;
    for _ in 0..5 {
        let (audio, _) = call.watch(4 * SECOND);
        println!("{audio:?}");
        // Lost on both ways: 81 of 100 arrive, and this client gives up a few more that come out of order.
        assert!(audio.iter().all(|rate| *rate > 30.0), "{audio:?}");
    }
}

#[test]
fn repairs_are_at_most_twice_what_was_lost() {
    let mut world = World::new(33, usual());
    let (publisher, audio, video) = world.publisher();
    let sources = [
        world.source(publisher, audio),
        world.source(publisher, video),
    ];
    let (subscriber, _, seen) = world.subscriber(&sources);
    world.run(5 * SECOND);
    let address = world.clients[subscriber].address;
    let packets = |world: &World| (world.repairs(subscriber), world.media_sent[&address]);
    let (repairs, sent) = packets(&world);
    world.down(subscriber, Some(Conditions { loss: 3, ..usual() }));
    world.run(30 * SECOND);
    world.down(subscriber, None);
    world.run(SECOND);
    let (repairs, sent) = (packets(&world).0 - repairs, packets(&world).1 - sent);
    let lost = sent as f64 * 0.03;
    println!("{repairs} repairs for about {lost:.0} lost of {sent}");
    assert!(repairs as f64 <= 2.0 * lost && repairs as f64 > 0.3 * lost);
    assert_eq!(world.clients[subscriber].frames(seen).missing, 0);
}

#[test]
fn statistics_tell_what_flows_both_ways() {
    let mut call = Call::new(34);
    call.world.run(15 * SECOND);
    let told = call.statistics();
    assert!(told.estimate.unwrap() > 4_000_000, "{told:?}");
    assert!((35..70).contains(&told.round_trip.unwrap().as_millis()));
    assert_eq!((told.received.len(), told.sent.len()), (0, 10));
    for stream in &told.sent {
        let expected = if stream.bitrate > 100_000 {
            700_000..900_000
        } else {
            30_000..42_000
        };
        assert!(expected.contains(&stream.bitrate), "{stream:?}");
        assert!(!stream.paused && stream.loss < 0.01, "{stream:?}");
    }
    call.world.down(
        call.listener,
        Some(Conditions {
            loss: 10,
            ..usual()
        }),
    );
    call.world.run(5 * SECOND);
    let told = call.statistics();
    assert!((0.05..0.17).contains(&told.loss.unwrap()), "{told:?}");
    assert!(told.repairs > 50, "{told:?}");
}

#[test]
fn in_a_large_room_five_voices_are_forwarded_whole() {
    let mut world = World::new(35, usual());
    let published: Vec<_> = (0..14).map(|_| world.publisher()).collect();
    let listener = world.join();
    for (publisher, audio, _) in &published {
        let source = world.source(*publisher, *audio);
        world.subscribe(listener, source);
    }
    let (_, heard) = world.negotiate(listener, |api| -> Vec<Mid> {
        let direction = Direction::RecvOnly;
        (0..14)
            .map(|_| api.add_media(MediaKind::Audio, direction, None, None, None))
            .collect()
    });
    world.run(4 * SECOND);
    let count = |world: &World, mid: &Mid| world.clients[listener].frames(*mid).count;
    let before: Vec<u32> = heard.iter().map(|mid| count(&world, mid)).collect();
    world.run(2 * SECOND);
    let after = heard.iter().map(|mid| count(&world, mid));
    let mut frames: Vec<u32> = after.zip(before).map(|(now, then)| now - then).collect();
    frames.sort_unstable();
    let (silent, forwarded) = frames.split_at(9);
    assert!(silent.iter().all(|frames| *frames == 0), "{frames:?}");
    assert!(forwarded.iter().all(|frames| *frames > 95), "{frames:?}");
}
