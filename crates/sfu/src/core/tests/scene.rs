//! A camera with three layers, and one who watches it.

use std::time::Duration;

use str0m::media::Mid as ClientMid;

use super::{
    net::Conditions,
    seen::{Seen, breaks},
    world::World,
};
use crate::{
    event::Event,
    id::Source,
    wish::{LayerShape, Quality, Wish},
};

pub(super) const SECOND: Duration = Duration::from_secs(1);
pub(super) const SMALL: Wish = sized(320, 180);
pub(super) const MIDDLE: Wish = sized(600, 300);
pub(super) const LARGE: Wish = sized(1_280, 720);
pub(super) const NOTHING: Wish = Wish {
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

pub(super) fn shapes() -> Vec<LayerShape> {
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
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) camera: usize,
    pub(super) source: Source,
    pub(super) watcher: usize,
    pub(super) section: ClientMid,
}

impl Scene {
    pub(super) fn new(seed: u64, conditions: Conditions, wish: Wish) -> Self {
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

    pub(super) fn quiet(seed: u64, wish: Wish) -> Self {
        let delay = Duration::from_millis(20);
        let conditions = Conditions {
            delay,
            ..Conditions::default()
        };
        Self::new(seed, conditions, wish)
    }

    pub(super) fn wish(&mut self, wish: Wish) {
        let (now, peer) = (self.world.now, self.world.peer(self.watcher));
        self.world.core.set_wish(now, peer, self.source, wish);
    }

    /// What the watcher sees in this time.
    pub(super) fn watch(&mut self, time: Duration) -> Vec<Seen> {
        let before = self.seen().len();
        self.world.run(time);
        self.seen().split_off(before)
    }

    /// Everything the watcher saw.
    pub(super) fn seen(&self) -> Vec<Seen> {
        let watcher = &self.world.clients[self.watcher];
        watcher.seen.get(&self.section).cloned().unwrap_or_default()
    }

    /// How long the watcher was asked to keep pictures, whenever it was.
    pub(super) fn waits(&self) -> &[Duration] {
        &self.world.clients[self.watcher].waits
    }

    pub(super) fn asked(&mut self, rid: &str) -> usize {
        let camera = &mut self.world.clients[self.camera];
        camera.camera.as_mut().unwrap().layer(rid).key_frames_asked
    }

    pub(super) fn stop(&mut self, rid: &str, stopped: bool) {
        let camera = &mut self.world.clients[self.camera];
        camera.camera.as_mut().unwrap().layer(rid).stopped = stopped;
    }

    /// The camera's layers begin anew, under new SSRCs and numbers.
    pub(super) fn restart(&mut self, ssrc: u32) {
        let camera = &mut self.world.clients[self.camera];
        let mid = camera.published_camera();
        for (number, layer) in (0u32..).zip(&mut camera.camera.as_mut().unwrap().layers) {
            let (media, repair) = (ssrc + 2 * number, ssrc + 2 * number + 1);
            let mut api = camera.rtc.direct_api();
            let rid = Some(layer.rid.into());
            let former = api.stream_tx_by_mid(mid, rid).unwrap().ssrc();
            api.remove_stream_tx(former);
            api.declare_stream_tx(media.into(), Some(repair.into()), mid, rid);
            layer.restart();
        }
    }

    pub(super) fn assert_unbroken(&self) {
        let breaks = breaks(&self.seen());
        assert!(breaks.is_empty(), "{} breaks: {breaks:#?}", breaks.len());
    }

    pub(super) fn told(&self) -> Vec<Option<Quality>> {
        let told = self.world.events.iter().filter_map(|event| match event {
            Event::LayersWanted { source, up_to } if *source == self.source => Some(*up_to),
            _ => None,
        });
        told.collect()
    }
}
