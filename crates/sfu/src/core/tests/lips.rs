//! Whether lips and voice stay together: what a subscriber reckons from our sender reports.

use std::time::{Duration, SystemTime};

use str0m::media::{MediaData, Mid as ClientMid};

use super::{net::Conditions, world::World};

/// From 1900 to 1970.
const ERAS: Duration = Duration::from_secs(2_208_988_800);
const AUDIO: Duration = Duration::from_millis(20);
const VIDEO: Duration = Duration::from_micros(33_333);

/// When the sender took a frame, since 1900, as its last sender report tells.
pub(super) fn time_of(data: &MediaData) -> Option<Duration> {
    let report = data.last_sender_info?;
    let rate = data.params.spec().clock_rate.get();
    let at = data.time.numer() as u32;
    let passed = at.wrapping_sub(report.rtp_time.numer() as u32) as i32;
    let reported = report
        .ntp_time
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?
        + ERAS;
    let passed_by = Duration::from_secs_f64(f64::from(passed.unsigned_abs()) / f64::from(rate));
    Some(if passed < 0 {
        reported - passed_by
    } else {
        reported + passed_by
    })
}

/// How far a section's frames are from being `interval` apart since the first: number, and seconds.
fn strays(world: &World, client: usize, section: ClientMid, interval: Duration) -> Vec<(f64, f64)> {
    let taken = world.clients[client].taken[&section].iter();
    taken
        .map(|(number, at)| {
            let due = (interval * *number).as_secs_f64();
            (due, at.as_secs_f64() - due)
        })
        .collect()
}

/// The voice's stray nearest to a moment of the sender's.
fn voice_at(voice: &[(f64, f64)], due: f64) -> f64 {
    let after = voice
        .partition_point(|(at, _)| *at < due)
        .min(voice.len() - 1);
    voice[after].1
}

/// How much earlier or later lips are than the voice at the worst, from the tenth second on.
fn worst(world: &World, client: usize, (heard, seen): (ClientMid, ClientMid)) -> Duration {
    let voice = strays(world, client, heard, AUDIO);
    let lips = strays(world, client, seen, VIDEO);
    let settled = lips.iter().filter(|(due, _)| *due > 10.0);
    let apart = settled.map(|(due, stray)| (stray - voice_at(&voice, *due)).abs());
    Duration::from_secs_f64(apart.fold(0.0, f64::max))
}

#[test]
fn lips_and_voice_stay_within_ten_milliseconds_whatever_the_clocks_do() {
    // The computer's clock, and the sound card's against it, in millionths.
    for (seed, clock, sampling) in [
        (1, 0, 0),
        (2, 300, 0),
        (3, -300, 0),
        (4, 100, -200),
        (5, 0, 300),
    ] {
        let conditions = Conditions {
            delay: Duration::from_millis(30),
            jitter: Duration::from_millis(20),
            loss: 1,
            ..Conditions::default()
        };
        let mut world = World::new(seed, conditions);
        let (publisher, audio, video) = world.publisher();
        world.clients[publisher].haste = clock;
        world.clients[publisher].published[0].haste = sampling;
        let sources = [
            world.source(publisher, audio),
            world.source(publisher, video),
        ];
        let (subscriber, heard, seen) = world.subscriber(&sources);
        world.run(Duration::from_secs(60));
        let worst = worst(&world, subscriber, (heard, seen));
        assert!(
            worst < Duration::from_millis(10),
            "clock {clock}, sampling {sampling}: {worst:?}"
        );
    }
}
