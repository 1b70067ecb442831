//! The estimate on simulated links. The sender has as much to send as the estimate allows, up to what the
//! trace wants: frames of 33 ms and audio of 20 ms, probes when there is more.

use std::time::{Duration, Instant};

use super::Bandwidth;
use crate::{
    arrivals::Arrivals,
    rtcp::{Compound, Packet, Packets},
    simulated_link::{Bandwidth as Bottleneck, Bursts, Conditions, Link},
};

const MILLI: Duration = Duration::from_millis(1);
const PACKET: usize = 1172;

/// A sender, a link, a receiver, and the way back.
struct Trace {
    start: Instant,
    now: Instant,
    conditions: Conditions,
    link: Link<Option<u16>>,
    back: Link<Vec<u8>>,
    arrivals: Arrivals,
    sender: Bandwidth,
    next: u64,
    /// Bits per second the streams would like.
    wanted: f64,
    /// Bits per second of others on the same bottleneck.
    others: f64,
    others_owed: f64,
    delays: Vec<f64>,
    sent_at: std::collections::HashMap<u16, Instant>,
    estimates: Vec<(f64, f64)>,
}

impl Trace {
    #[expect(
        clippy::disallowed_methods,
        reason = "simulated time must begin somewhere"
    )]
    fn new(conditions: Conditions, wanted: f64) -> Self {
        let start = Instant::now();
        let mut sender = Bandwidth::default();
        sender.want(wanted);
        Self {
            start,
            now: start,
            conditions,
            link: Link::new(3),
            back: Link::new(4),
            arrivals: Arrivals::new(start),
            sender,
            next: 1,
            wanted,
            others: 0.0,
            others_owed: 0.0,
            delays: Vec::new(),
            sent_at: Default::default(),
            estimates: Vec::new(),
        }
    }

    fn micros(&self) -> u64 {
        (self.now - self.start).as_micros() as u64
    }

    fn send(&mut self, len: usize, padding: bool) {
        let number = self.next as u16;
        self.sender
            .sent(self.micros(), Some(self.next), len, padding);
        self.next += 1;
        self.sent_at.insert(number, self.now);
        self.link
            .send(self.now, &self.conditions, len, Some(number));
    }

    fn run(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.now += MILLI;
            self.step();
        }
    }

    fn step(&mut self) {
        let millis = (self.now - self.start).as_millis() as u64;
        let estimate = self.sender.estimate(self.micros()).unwrap_or(600_000.0);
        if millis.is_multiple_of(20) {
            self.send(90, false);
        }
        if millis.is_multiple_of(33) {
            let rate = (0.95 * estimate).min(self.wanted) - 36_000.0;
            let mut bytes = (rate.max(0.0) * 0.033 / 8.0) as usize;
            while bytes > 50 {
                self.send(bytes.min(PACKET), false);
                bytes -= bytes.min(PACKET);
            }
        }
        if millis.is_multiple_of(5) {
            let mut owed = self.sender.owed(self.micros());
            while owed > 0 {
                self.send(255, true);
                owed = owed.saturating_sub(283);
            }
        }
        self.others_owed += self.others / 8000.0;
        while self.others_owed > 1200.0 {
            self.others_owed -= 1200.0;
            self.link.send(self.now, &self.conditions, 1172, None);
        }
        while let Some((at, number)) = self.link.arrived(self.now, &self.conditions) {
            let Some(number) = number else { continue };
            self.arrivals.record(at, 1, number);
            if let Some(sent) = self.sent_at.remove(&number) {
                self.delays.push((at - sent).as_secs_f64() * 1000.0);
            }
        }
        if millis.is_multiple_of(50) && !self.arrivals.is_empty() {
            let mut compound = Compound::default();
            compound.begin(1);
            while self.arrivals.report(&mut compound) {}
            let way_back = Conditions {
                delay: Duration::from_millis(20),
                ..Conditions::default()
            };
            let bytes = compound.bytes().to_vec();
            self.back.send(self.now, &way_back, 0, bytes);
        }
        while let Some((_, bytes)) = self.back.arrived(self.now, &Conditions::default()) {
            for packet in Packets::of(&bytes) {
                if let Packet::TransportFeedback { content } = packet {
                    self.sender
                        .reported(self.micros(), self.next, content, &mut Vec::new());
                }
            }
        }
        self.estimates
            .push((millis as f64 / 1000.0, estimate / 1000.0));
    }

    /// Estimates in kbit/s from one second of the trace to another: least, mean, most.
    fn between(&self, from: f64, to: f64) -> (f64, f64, f64) {
        let within = self
            .estimates
            .iter()
            .filter(|(at, _)| (from..to).contains(at))
            .map(|(_, rate)| *rate);
        let rates: Vec<f64> = within.collect();
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        let least = rates.iter().copied().fold(f64::MAX, f64::min);
        (least, mean, rates.iter().copied().fold(0.0, f64::max))
    }

    /// The delay, in milliseconds, that 95 of 100 packets since `since` had at most.
    fn delay(&mut self) -> f64 {
        self.delays.sort_by(f64::total_cmp);
        self.delays
            .get(self.delays.len() * 95 / 100)
            .copied()
            .unwrap_or(0.0)
    }
}

fn link(kilobits: u64) -> Conditions {
    Conditions {
        delay: Duration::from_millis(25),
        bandwidth: Some(Bottleneck::kilobits(kilobits)),
        ..Conditions::default()
    }
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Runs for a minute over unchanging conditions; the estimates from the fifth second on, and the delay.
fn minute(name: &str, conditions: Conditions, wanted: f64) -> ((f64, f64, f64), f64) {
    let mut trace = Trace::new(conditions, wanted);
    trace.run(seconds(60));
    let (rates, delay) = (trace.between(5.0, 60.0), trace.delay());
    println!("{name}: {rates:.0?} kbit/s, 95 of 100 within {delay:.0} ms");
    (rates, delay)
}

#[test]
fn a_steady_link_is_used_well_and_its_queue_stays_short() {
    for kilobits in [300, 1000, 3000] {
        let name = format!("steady {kilobits}");
        let ((_, mean, _), delay) = minute(&name, link(kilobits), 5_000_000.0);
        let used = mean / kilobits as f64;
        assert!((0.85..1.0).contains(&used), "{kilobits}: {used}");
        assert!(delay < 130.0, "{kilobits}: {delay} ms of at most 225");
    }
}

#[test]
fn a_sudden_limit_is_noticed_at_once_and_its_end_within_seconds() {
    let mut trace = Trace::new(link(3000), 2_500_000.0);
    trace.run(seconds(20));
    trace.conditions = link(500);
    trace.run(seconds(60));
    trace.conditions = link(3000);
    trace.run(seconds(20));
    let (before, during) = (trace.between(5.0, 20.0), trace.between(22.0, 80.0));
    let after = trace.between(90.0, 100.0);
    println!("3000, 500 for 60 s, 3000: {before:.0?} {during:.0?} {after:.0?}");
    assert!(
        before.0 > 2_400.0 && after.0 > 2_400.0,
        "{before:?} {after:?}"
    );
    assert!(
        (400.0..520.0).contains(&during.1) && during.2 < 600.0,
        "{during:?}"
    );
}

#[test]
fn losses_that_are_the_links_own_do_not_end_the_video() {
    for (loss, least) in [(5, 2_500.0), (10, 1_800.0), (20, 1_200.0)] {
        let conditions = Conditions { loss, ..link(3000) };
        let ((_, mean, _), _) = minute(&format!("{loss} % loss"), conditions, 2_000_000.0);
        assert!(mean > least, "{loss} %: {mean}");
    }
    let bursts = Some(Bursts {
        begin: 5,
        length: 6,
    });
    let conditions = Conditions {
        bursts,
        ..link(3000)
    };
    let ((_, mean, _), _) = minute("bursts of 6 lost", conditions, 2_000_000.0);
    assert!(mean > 2_500.0, "{mean}");
}

#[test]
fn losses_of_a_bottleneck_without_a_queue_are_heeded() {
    let bandwidth = Some(Bottleneck {
        rate: 1_000_000,
        queue: 6_000,
    });
    let conditions = Conditions {
        bandwidth,
        ..link(1000)
    };
    let ((_, mean, most), _) = minute("1000 with a queue of 48 ms", conditions, 3_000_000.0);
    assert!(
        (850.0..1_100.0).contains(&mean) && most < 1_500.0,
        "{mean} {most}"
    );
}

#[test]
fn jitter_is_not_taken_for_congestion() {
    let conditions = |in_order| Conditions {
        jitter: Duration::from_millis(50),
        in_order,
        ..link(3000)
    };
    let ((least, ..), _) = minute("jitter of 50 ms", conditions(true), 2_000_000.0);
    assert!(least > 1_900.0, "{least}");
    // Every packet up to 50 ms late by itself is beyond what links do; it may cost quality, not the call.
    let ((least, ..), _) = minute("reordering by 50 ms", conditions(false), 2_000_000.0);
    assert!(least > 150.0, "{least}");
}

#[test]
fn room_is_made_for_others_and_taken_back_when_they_go() {
    let mut trace = Trace::new(link(2000), 3_000_000.0);
    trace.run(seconds(20));
    trace.others = 1_000_000.0;
    trace.run(seconds(30));
    trace.others = 0.0;
    trace.run(seconds(15));
    let (during, after) = (trace.between(22.0, 50.0), trace.between(55.0, 65.0));
    println!("2000, others take 1000 for 30 s: {during:.0?} {after:.0?}");
    assert!((800.0..1_250.0).contains(&during.1), "{during:?}");
    assert!(after.1 > 1_650.0, "{after:?}");
}
