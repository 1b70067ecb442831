//! Which layer of a camera one sees, and what its publisher is told.

use std::time::Duration;

use super::{
    scene::{LARGE, MIDDLE, NOTHING, SECOND, SMALL, Scene},
    seen::{Seen, layers},
};
use crate::wish::{Quality, Wish};

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
    let bound = scene.world.core.held()[4];
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
