//! One camera with three layers, and those who watch it.

use std::time::Duration;

use str0m::media::Mid as ClientMid;

use super::{
    net::Conditions,
    seen::{Seen, breaks, layers, stumbles},
    world::World,
};
use crate::{
    event::Event,
    id::Source,
    wish::{LayerShape, Quality, Wish},
};

const SECOND: Duration = Duration::from_secs(1);
const SMALL: Wish = sized(320, 180);
const MIDDLE: Wish = sized(600, 300);
const LARGE: Wish = sized(1_280, 720);
const NOTHING: Wish = Wish {
    disabled: true,
    ..LARGE
};

const fn sized(width: u32, height: u32) -> Wish {
    Wish {
        disabled: false,
        quality: Quality::High,
        size: Some((width, height)),
        frames_per_second: None,
    }
}

fn shapes() -> Vec<LayerShape> {
    let shape = |(quality, height)| LayerShape {
        quality,
        width: height * 16 / 9,
        height,
        bitrate: height * 1_000,
    };
    [
        (Quality::Low, 180),
        (Quality::Medium, 360),
        (Quality::High, 720),
    ]
    .map(shape)
    .into()
}

/// A camera, and one who watches it.
struct Scene {
    world: World,
    camera: usize,
    source: Source,
    watcher: usize,
    section: ClientMid,
}

impl Scene {
    fn new(seed: u64, conditions: Conditions, wish: Wish) -> Self {
        let mut world = World::new(seed, conditions);
        let (camera, mid) = world.camera();
        let source = world.source(camera, mid);
        world.core.describe(world.now, source, &shapes());
        let (watcher, _, section) = world.subscriber(&[source]);
        let mut scene = Self {
            world,
            camera,
            source,
            watcher,
            section,
        };
        scene.wish(wish);
        scene
    }

    fn quiet(seed: u64, wish: Wish) -> Self {
        let delay = Duration::from_millis(20);
        let conditions = Conditions {
            delay,
            ..Conditions::default()
        };
        Self::new(seed, conditions, wish)
    }

    fn wish(&mut self, wish: Wish) {
        let (now, peer) = (self.world.now, self.world.peer(self.watcher));
        self.world.core.set_wish(now, peer, self.source, wish);
    }

    /// What the watcher sees in this time.
    fn watch(&mut self, time: Duration) -> Vec<Seen> {
        let before = self.seen().len();
        self.world.run(time);
        self.seen().split_off(before)
    }

    /// Everything the watcher saw.
    fn seen(&self) -> Vec<Seen> {
        let watcher = &self.world.clients[self.watcher];
        watcher.seen.get(&self.section).cloned().unwrap_or_default()
    }

    fn asked(&mut self, rid: &str) -> usize {
        let camera = &mut self.world.clients[self.camera];
        camera.camera.as_mut().unwrap().layer(rid).key_frames_asked
    }

    fn stop(&mut self, rid: &str, stopped: bool) {
        let camera = &mut self.world.clients[self.camera];
        camera.camera.as_mut().unwrap().layer(rid).stopped = stopped;
    }

    /// The camera's layers begin anew, under new SSRCs and numbers.
    fn restart(&mut self, ssrc: u32) {
        let camera = &mut self.world.clients[self.camera];
        let mid = camera.published_camera();
        for (number, layer) in (0u32..).zip(&mut camera.camera.as_mut().unwrap().layers) {
            let (media, repair) = (ssrc + 2 * number, ssrc + 2 * number + 1);
            let mut api = camera.rtc.direct_api();
            let rid = Some(layer.rid.into());
            api.reset_stream_tx(mid, rid, media.into(), Some(repair.into()))
                .unwrap();
            layer.restart();
        }
    }

    fn assert_unbroken(&self) {
        let breaks = breaks(&self.seen());
        assert!(breaks.is_empty(), "{} breaks: {breaks:#?}", breaks.len());
    }

    fn told(&self) -> Vec<Option<Quality>> {
        let told = self.world.events.iter().filter_map(|event| match event {
            Event::LayersWanted { source, up_to } if *source == self.source => Some(*up_to),
            _ => None,
        });
        told.collect()
    }
}

/// The longest time without a frame.
fn longest_wait(seen: &[Seen]) -> Duration {
    let waits = seen.windows(2).map(|pair| pair[1].at - pair[0].at);
    waits.max().unwrap()
}

#[test]
fn who_shows_it_small_gets_the_small_layer() {
    let mut scene = Scene::quiet(21, SMALL);
    let seen = scene.watch(5 * SECOND);
    assert_eq!(layers(&seen), "q");
    assert!(seen.len() > 120, "{}", seen.len());
    scene.assert_unbroken();
}

#[test]
fn who_enlarges_it_is_switched_at_a_key_frame_without_a_gap() {
    let mut scene = Scene::quiet(22, SMALL);
    scene.watch(4 * SECOND);
    let asked = (scene.asked("q"), scene.asked("h"), scene.asked("f"));
    scene.wish(LARGE);
    let seen = scene.watch(3 * SECOND);
    assert_eq!(layers(&seen), "qf");
    assert!(
        longest_wait(&seen) < Duration::from_millis(100),
        "the old one goes on"
    );
    let waited = seen.iter().filter(|seen| seen.layer == 'q').count();
    assert!(waited < 6, "asked at once: {waited} frames");
    let now = (scene.asked("q"), scene.asked("h"), scene.asked("f"));
    assert_eq!(
        now,
        (asked.0, asked.1, asked.2 + 1),
        "of that layer only, once"
    );
    scene.wish(MIDDLE);
    assert_eq!(layers(&scene.watch(3 * SECOND)), "fh");
    scene.assert_unbroken();
}

#[test]
fn a_layer_that_stops_is_replaced_by_the_best_that_is_sent_and_comes_back() {
    let mut scene = Scene::quiet(23, LARGE);
    assert_eq!(layers(&scene.watch(4 * SECOND)).chars().last(), Some('f'));
    scene.stop("f", true);
    let seen = scene.watch(3 * SECOND);
    assert_eq!(layers(&seen), "fh");
    assert!(
        longest_wait(&seen) < Duration::from_millis(700),
        "{:?}",
        longest_wait(&seen)
    );
    scene.stop("h", true);
    assert_eq!(layers(&scene.watch(3 * SECOND)), "hq");
    scene.stop("f", false);
    assert_eq!(layers(&scene.watch(3 * SECOND)), "qf");
    scene.assert_unbroken();
}

#[test]
fn who_wishes_for_what_is_not_sent_gets_the_next_above() {
    let mut scene = Scene::quiet(24, SMALL);
    scene.stop("q", true);
    let seen = scene.watch(5 * SECOND);
    assert_eq!(layers(&seen), "h");
    scene.assert_unbroken();
}

#[test]
fn a_publisher_that_begins_anew_is_followed_as_one_stream() {
    let mut scene = Scene::quiet(25, LARGE);
    scene.watch(4 * SECOND);
    for ssrc in [1_000, 2_000, 3_000] {
        scene.restart(ssrc);
        let seen = scene.watch(3 * SECOND);
        assert!(seen.len() > 80, "{}", seen.len());
        assert!(
            longest_wait(&seen) < Duration::from_millis(200),
            "{:?}",
            longest_wait(&seen)
        );
    }
    scene.assert_unbroken();
    let bound = scene.world.state_size()[4];
    assert!(bound <= 6, "{bound} SSRCs are remembered");
}

#[test]
fn a_pause_ends_at_a_key_frame_and_shows_in_no_number() {
    let mut scene = Scene::quiet(26, MIDDLE);
    scene.watch(4 * SECOND);
    scene.wish(NOTHING);
    scene.watch(SECOND);
    assert_eq!(scene.watch(2 * SECOND).len(), 0);
    let paused = scene.seen().len();
    scene.wish(MIDDLE);
    let seen = scene.watch(3 * SECOND);
    assert!(seen.len() > 80 && seen[0].key_frame);
    scene.assert_unbroken();
    let seen = scene.seen();
    let (real, shown) = (
        seen[paused].at - seen[paused - 1].at,
        Duration::from_micros((seen[paused].time - seen[paused - 1].time) * 100 / 9),
    );
    assert!(
        real.abs_diff(shown) < Duration::from_millis(50),
        "{real:?} {shown:?}"
    );
}

#[test]
fn fewer_pictures_are_a_temporal_layer_without_a_gap_in_any_number() {
    let mut scene = Scene::quiet(27, LARGE);
    scene.watch(4 * SECOND);
    for (rate, expected) in [(15, 42..49), (7, 20..26), (30, 85..95)] {
        scene.wish(Wish {
            frames_per_second: Some(rate),
            ..LARGE
        });
        scene.watch(SECOND);
        let seen = scene.watch(3 * SECOND);
        assert!(
            expected.contains(&seen.len()),
            "{rate}/s: {} in 3 s",
            seen.len()
        );
    }
    scene.assert_unbroken();
    assert_eq!(layers(&scene.watch(SECOND)), "f");
}

#[test]
fn loss_on_the_way_up_is_repaired_in_every_layer() {
    for (seed, wish) in [(1, SMALL), (2, MIDDLE), (3, LARGE), (4, LARGE)] {
        let conditions = Conditions {
            loss: 3,
            delay: Duration::from_millis(25),
            jitter: Duration::from_millis(5),
            ..Conditions::default()
        };
        let mut scene = Scene::new(seed, Conditions::default(), wish);
        scene.world.up(scene.camera, Some(conditions));
        scene.watch(10 * SECOND);
        scene.world.up(scene.camera, None);
        scene.watch(2 * SECOND);
        let (seen, sent) = (
            scene.seen(),
            scene.world.clients[scene.camera]
                .camera
                .as_ref()
                .unwrap()
                .frames,
        );
        assert!(
            seen.len() as u32 * 100 > (sent - 30) * 98,
            "seed {seed}: {} of {sent}",
            seen.len()
        );
        scene.assert_unbroken();
    }
}

#[test]
fn loss_both_ways_is_repaired_while_layers_switch_and_the_publisher_restarts() {
    for seed in 1..=6 {
        let conditions = Conditions {
            loss: 3,
            delay: Duration::from_millis(15),
            jitter: Duration::from_millis(8),
            ..Conditions::default()
        };
        let mut scene = Scene::new(seed, conditions, LARGE);
        scene.watch(3 * SECOND);
        let wishes = [SMALL, LARGE, MIDDLE, SMALL, MIDDLE, LARGE];
        for (number, wish) in (1u32..).zip(wishes.into_iter().cycle().take(12)) {
            scene.wish(Wish {
                frames_per_second: Some(if number % 3 == 0 { 15 } else { 30 }),
                ..wish
            });
            scene.watch(Duration::from_millis(700));
            if number % 5 == 0 {
                scene.restart(number * 1_000);
            }
        }
        scene.world.network.conditions.loss = 0;
        let seen = scene.watch(3 * SECOND);
        assert!(
            breaks(&seen[30..]).is_empty() && seen.len() > 80,
            "seed {seed}: {}",
            seen.len()
        );
        // This client gives a packet up when its repair is lost as well.
        let (stumbles, frames) = (stumbles(&scene.seen()), scene.seen().len());
        assert!(
            stumbles.len() * 50 < frames,
            "seed {seed}: {} of {frames}: {stumbles:#?}",
            stumbles.len()
        );
    }
}

#[test]
fn nobody_sends_a_layer_that_nobody_watches() {
    let mut scene = Scene::quiet(28, LARGE);
    scene.watch(4 * SECOND);
    scene.wish(SMALL);
    scene.watch(4 * SECOND);
    assert_eq!(scene.told(), [], "it may come back");
    scene.watch(2 * SECOND);
    assert_eq!(scene.told(), [Some(Quality::Low)]);
    scene.wish(LARGE);
    scene.watch(Duration::from_millis(50));
    assert_eq!(
        scene.told(),
        [Some(Quality::Low), Some(Quality::High)],
        "at once"
    );
    let (_, _, _) = scene.world.subscriber(&[scene.source]);
    scene.wish(NOTHING);
    scene.watch(7 * SECOND);
    assert_eq!(scene.told().len(), 2, "somebody else watches");
    let other = scene.world.peer(scene.watcher + 1);
    scene.world.core.unsubscribe(other, scene.source);
    scene.watch(7 * SECOND);
    assert_eq!(scene.told().last(), Some(&None));
}
