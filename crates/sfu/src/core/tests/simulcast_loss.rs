//! A camera's layers on lossy ways.

use std::time::Duration;

use super::{
    net::Conditions,
    scene::{LARGE, MIDDLE, SECOND, SMALL, Scene},
    seen::{breaks, stumbles},
};
use crate::wish::Wish;

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
        let stumbles = stumbles(&seen);
        assert!(stumbles.len() < 3, "seed {seed}: {stumbles:#?}");
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
                frames_per_second: Some(if number % 3 == 1 { 15 } else { 30 }),
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
            seen.len() > 80 && breaks(&seen[30..]).is_empty(),
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
