//! Hundreds of short calls whose weather and events are drawn from a seed. Whatever happened, numbers never step
//! back, all is well again soon after the weather is, and who leaves leaves nothing behind.

use std::{ops::Range, time::Duration};

use rand::{RngExt, SeedableRng, rngs::ChaCha12Rng};
use str0m::media::Mid as ClientMid;

use super::{
    net::{Bandwidth, Conditions, Gathered},
    scene::{LARGE, MIDDLE, NOTHING, SECOND, SMALL, Scene},
    seen::{Seen, breaks},
    world::World,
};
use crate::{id::Source, simulated_link::Bursts, wish::Wish};

/// Events in each call, and the longest time between two.
const EVENTS: u32 = 8;
const BETWEEN: u64 = 1_500;
/// How long joining may take: this client repeats what was lost after 1, 2, 4 and 8 seconds.
const JOINS: Duration = Duration::from_secs(20);
/// How soon after bad weather all is well, and how long that is watched then.
const RECOVERS: Duration = Duration::from_secs(15);
const WATCHED: Duration = Duration::from_secs(2);

/// A camera and its watcher, a speaker who is seen too and their listener.
struct Call {
    rng: ChaCha12Rng,
    scene: Scene,
    speaker: usize,
    sources: [Source; 2],
    listener: usize,
    sections: [ClientMid; 2],
    /// What happened, for the failure.
    story: Vec<String>,
}

impl Call {
    fn new(seed: u64) -> Self {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        // Bursts go by datagrams, and there are but few while somebody joins.
        let conditions = Conditions {
            bursts: None,
            ..weather(&mut rng)
        };
        let mut scene = Scene::new(seed, conditions, LARGE);
        let (speaker, audio, video) = scene.world.publisher();
        let sources = [audio, video].map(|section| scene.world.source(speaker, section));
        let (listener, heard, seen) = scene.world.subscriber(&sources);
        Self {
            rng,
            scene,
            speaker,
            sources,
            listener,
            sections: [heard, seen],
            story: vec![format!("{conditions:?}")],
        }
    }

    /// Everybody comes in.
    fn begin(&mut self) {
        let world = &mut self.scene.world;
        let end = world.now + JOINS;
        let all = |world: &World| world.clients.iter().all(|client| client.connected);
        while world.now < end && !all(world) {
            world.run(Duration::from_millis(100));
        }
    }

    fn happen(&mut self) {
        let wishes = [SMALL, MIDDLE, LARGE, NOTHING];
        let layer = ["q", "h", "f"][self.rng.random_range(0..3)];
        let yes = self.rng.random();
        let told = match self.rng.random_range(0..8) {
            0 | 1 => {
                let wish = Wish {
                    frames_per_second: [None, Some(15), Some(7)][self.rng.random_range(0..3)],
                    ..wishes[self.rng.random_range(0..4)]
                };
                self.scene.wish(wish);
                format!("{wish:?}")
            }
            2 => {
                self.scene.stop(layer, yes);
                format!("{layer} stopped: {yes}")
            }
            3 => {
                let ssrc = self.rng.random_range(10_000..u32::MAX - 10);
                self.scene.restart(ssrc);
                format!("restart {ssrc}")
            }
            4 => self.mute(yes),
            5 => self.change_weather(),
            6 => {
                let conditions = weather(&mut self.rng);
                self.scene.world.network.conditions = conditions;
                format!("everywhere {conditions:?}")
            }
            _ => {
                self.restart_ice();
                "ICE restart".to_owned()
            }
        };
        self.story.push(told);
    }

    fn mute(&mut self, muted: bool) -> String {
        let all = [self.scene.source, self.sources[0], self.sources[1]];
        let source = all[self.rng.random_range(0..3)];
        let world = &mut self.scene.world;
        world.core.set_muted(world.now, source, muted);
        format!("{source:?} muted: {muted}")
    }

    fn change_weather(&mut self) -> String {
        let conditions = weather(&mut self.rng);
        let client = self.rng.random_range(0..self.scene.world.clients.len());
        if self.rng.random() {
            self.scene.world.up(client, Some(conditions));
        } else {
            self.scene.world.down(client, Some(conditions));
        }
        format!("client {client}: {conditions:?}")
    }

    fn restart_ice(&mut self) {
        let client = self.speaker;
        if self.scene.world.clients[client].connected {
            self.scene.world.negotiate(client, |api| {
                api.ice_restart(true);
            });
        }
    }

    /// Good weather everywhere, everything on, and the largest picture wished for.
    fn clear_up(&mut self) {
        let world = &mut self.scene.world;
        for client in 0..world.clients.len() {
            world.up(client, None);
            world.down(client, None);
        }
        world.network.conditions = Conditions {
            delay: Duration::from_millis(20),
            ..Conditions::default()
        };
        for source in [self.scene.source, self.sources[0], self.sources[1]] {
            world.core.set_muted(world.now, source, false);
        }
        for layer in ["q", "h", "f"] {
            self.scene.stop(layer, false);
        }
        self.scene.wish(LARGE);
    }

    fn frames(&self) -> [u32; 2] {
        let listener = &self.scene.world.clients[self.listener];
        self.sections.map(|section| listener.frames(section).count)
    }

    /// What is not well, in words.
    fn complaint(&mut self) -> Option<String> {
        self.begin();
        for _ in 0..EVENTS {
            let time = Duration::from_millis(self.rng.random_range(0..BETWEEN));
            self.scene.world.run(time);
            self.happen();
        }
        self.clear_up();
        self.scene.world.run(RECOVERS);
        let before = self.frames();
        let seen = self.scene.watch(WATCHED);
        let after = self.frames();
        let [heard, shown] = [after[0] - before[0], after[1] - before[1]];
        if heard < 98 || shown < 58 {
            return Some(format!(
                "in 2 s {heard} frames of sound, {shown} of the other picture"
            ));
        }
        if seen.len() < 58 || seen.iter().any(|one| one.layer != 'f') || !breaks(&seen).is_empty() {
            let layers = super::seen::layers(&seen);
            return Some(format!(
                "in 2 s {} frames of {layers}: {:#?}",
                seen.len(),
                breaks(&seen)
            ));
        }
        back(&self.scene.seen()).or_else(|| self.left_behind())
    }

    fn left_behind(&mut self) -> Option<String> {
        let world = &mut self.scene.world;
        for client in 0..world.clients.len() {
            let mut out = Gathered {
                from: world.server,
                datagrams: Vec::new(),
            };
            let (now, peer) = (world.now, world.peer(client));
            world.core.leave(now, peer, &mut out);
        }
        world.run(SECOND);
        let size = world.core.held();
        (size != [0; 6]).then(|| format!("left behind: {size:?}"))
    }
}

/// Bad, but such that the largest picture fits through.
fn weather(rng: &mut ChaCha12Rng) -> Conditions {
    let bursts = Bursts {
        begin: rng.random_range(1..8),
        length: rng.random_range(2..12),
    };
    let in_order = rng.random();
    Conditions {
        loss: rng.random_range(0..6),
        bursts: rng.random_bool(0.3).then_some(bursts),
        delay: Duration::from_millis(rng.random_range(0..120)),
        jitter: Duration::from_millis(rng.random_range(0..30)),
        in_order,
        reordering: rng.random_range(0..3),
        duplication: rng.random_range(0..3),
        bandwidth: rng
            .random_bool(0.3)
            .then(|| Bandwidth::kilobits(rng.random_range(300..4_000))),
    }
}

/// Numbers and time of what one sees only ever go forward.
fn back(seen: &[Seen]) -> Option<String> {
    let mut pairs = seen.windows(2);
    let wrong = pairs.find(|pair| {
        let [before, after] = pair else { return false };
        after.picture <= before.picture || after.time <= before.time
    });
    wrong.map(|pair| format!("a step back: {pair:#?}"))
}

fn sweep(seeds: Range<u64>) {
    for seed in seeds {
        let mut call = Call::new(seed);
        if let Some(complaint) = call.complaint() {
            panic!("seed {seed}: {complaint}\nafter {:#?}", call.story);
        }
    }
}

#[test]
fn a_hundred_calls_end_well() {
    sweep(0..100);
}

#[test]
fn another_hundred_calls_end_well() {
    sweep(100..200);
}

#[test]
fn and_another_hundred() {
    sweep(200..300);
}
