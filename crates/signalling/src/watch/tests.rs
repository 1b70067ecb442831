use wellmet_foundation::{Clock, Rng};

use super::*;

/// A room with one person, a clock, and a listener that writes down what it is told.
struct Scene {
    clock: Clock,
    start: Instant,
    watch: Watch,
    sid: ParticipantSid,
    presence: Presence,
    heard: Vec<(u64, RoomChange)>,
}

impl Scene {
    fn new() -> Self {
        let start = Instant::from_millis(1_800_000_000_000);
        let clock = Clock::mock(start);
        let presence = Presence {
            connected: false,
            last_packet: clock.monotonic(),
            media_in: None,
            media_out: None,
            checked: None,
            being_sent: false,
            spoke: None,
            round_trip: None,
        };
        let sid = ParticipantSid::draw(&Rng::seeded(1));
        Self {
            clock,
            start,
            watch: Watch::default(),
            sid,
            presence,
            heard: Vec::new(),
        }
    }

    fn now(&self) -> Option<std::time::Instant> {
        Some(self.clock.monotonic())
    }

    fn look(&mut self, present: bool) {
        let sighting = Sighting {
            sid: self.sid.clone(),
            room: RoomName::named("room"),
            identity: MediaIdentity::named("person"),
            presence: Some(self.presence),
        };
        let now = Reading {
            wall: self.clock.now(),
            monotonic: self.clock.monotonic(),
        };
        self.watch
            .take(present.then_some(sighting).into_iter().collect(), now);
    }

    fn listen(&mut self) {
        let (start, heard) = (self.start, &mut self.heard);
        self.watch.report(|event| {
            heard.push((event.at.since(start).as_secs(), event.change));
            true
        });
    }

    /// Lets `seconds` pass, looking and listening each second.
    fn pass(&mut self, seconds: u64, mut each: impl FnMut(&mut Self)) {
        for _ in 0..seconds {
            self.clock.advance(Duration::from_secs(1));
            each(self);
            self.look(true);
            self.listen();
        }
    }

    fn heard(&mut self) -> Vec<(u64, RoomChange)> {
        std::mem::take(&mut self.heard)
    }
}

fn sends(scene: &mut Scene) {
    scene.presence.connected = true;
    scene.presence.media_in = scene.now();
}

#[test]
fn received_media_flows_in_until_its_last_packet() {
    let mut scene = Scene::new();
    scene.pass(3, sends);
    assert_eq!(
        scene.heard(),
        [
            (1, RoomChange::Connected),
            (1, RoomChange::Flowing(Flow::In))
        ]
    );
    scene.pass(15, |_| {});
    assert_eq!(scene.heard(), []);
    scene.pass(1, |_| {});
    assert_eq!(scene.heard(), [(3, RoomChange::Stopped)]);
}

#[test]
fn a_silent_listener_counts_by_reports_that_media_reached_them() {
    let mut scene = Scene::new();
    scene.pass(3, |scene| {
        scene.presence.connected = true;
        scene.presence.being_sent = true;
        scene.presence.checked = scene.now();
    });
    assert_eq!(scene.heard(), [(1, RoomChange::Connected)]);
    scene.pass(2, |scene| scene.presence.media_out = scene.now());
    assert_eq!(scene.heard(), [(4, RoomChange::Flowing(Flow::Out))]);
}

#[test]
fn checks_count_only_while_nothing_is_sent_to_them() {
    let mut scene = Scene::new();
    scene.pass(2, |scene| {
        scene.presence.connected = true;
        scene.presence.checked = scene.now();
    });
    assert_eq!(
        scene.heard(),
        [
            (1, RoomChange::Connected),
            (1, RoomChange::Flowing(Flow::Quiet))
        ]
    );
    scene.presence.being_sent = true;
    scene.pass(16, |scene| scene.presence.checked = scene.now());
    assert_eq!(scene.heard(), [(2, RoomChange::Stopped)]);
}

#[test]
fn turning_the_camera_off_goes_over_without_a_gap() {
    let mut scene = Scene::new();
    scene.pass(2, sends);
    scene.heard();
    scene.pass(16, |scene| scene.presence.media_out = scene.now());
    assert_eq!(scene.heard(), [(18, RoomChange::Flowing(Flow::Out))]);
}

#[test]
fn leaving_is_told_once_with_the_last_sign_of_media() {
    let mut scene = Scene::new();
    scene.pass(3, sends);
    scene.heard();
    scene.clock.advance(Duration::from_secs(1));
    scene.look(false);
    scene.listen();
    scene.listen();
    assert_eq!(scene.heard(), [(3, RoomChange::Left)]);
    assert!(scene.watch.stays.is_empty());
}

#[test]
fn who_never_connected_leaves_without_a_word() {
    let mut scene = Scene::new();
    scene.pass(2, |_| {});
    scene.look(false);
    scene.listen();
    assert_eq!(scene.heard(), []);
    assert!(scene.watch.stays.is_empty());
}

#[test]
fn speech_is_told_at_most_every_half_minute() {
    let mut scene = Scene::new();
    scene.pass(61, |scene| scene.presence.spoke = scene.now());
    let speech = scene.heard();
    assert_eq!(
        speech,
        [
            (1, RoomChange::Spoke),
            (31, RoomChange::Spoke),
            (61, RoomChange::Spoke)
        ]
    );
}

#[test]
fn a_listener_that_was_behind_is_told_of_the_gap() {
    let mut scene = Scene::new();
    scene.pass(2, sends);
    scene.heard();
    for second in 3..=40 {
        scene.clock.advance(Duration::from_secs(1));
        if second > 30 {
            sends(&mut scene);
        }
        scene.look(true);
        scene.watch.report(|_| false);
    }
    scene.listen();
    assert_eq!(
        scene.heard(),
        [
            (2, RoomChange::Stopped),
            (31, RoomChange::Flowing(Flow::In))
        ]
    );
}

#[test]
fn a_new_listener_is_told_who_is_there() {
    let mut scene = Scene::new();
    scene.pass(2, sends);
    let told = scene.heard();
    scene.watch.forget_what_was_told();
    scene.listen();
    assert_eq!(scene.heard(), told);
}
