//! One direction of a simulated link: loss, bursts of loss, delay, jitter, reordering, duplication, and a
//! bandwidth with a drop-tail queue; from a seed, in simulated time.
//!
//! Invariant: the same seed, conditions and sends give the same arrivals; nothing leaves earlier than its delay,
//! and what waits before the bandwidth never exceeds the queue.

use std::{
    collections::{BTreeMap, VecDeque},
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::ChaCha12Rng};

/// What happens to every datagram. All may change while the link is in use.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Conditions {
    /// Of 100, each datagram by itself.
    pub(crate) loss: u32,
    /// Losses that come in runs, on top of `loss`.
    pub(crate) bursts: Option<Bursts>,
    pub(crate) delay: Duration,
    /// Added to the delay at random: more than the distance between packets reorders them.
    pub(crate) jitter: Duration,
    /// Jitter delays those behind too, as a queue elsewhere does, and so reorders nothing.
    pub(crate) in_order: bool,
    /// Of 100: these wait 30 ms more than the others.
    pub(crate) reordering: u32,
    /// Of 100: these arrive twice.
    pub(crate) duplication: u32,
    pub(crate) bandwidth: Option<Bandwidth>,
}

/// The Gilbert model: a good state that loses nothing and a bad one that loses everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bursts {
    /// Of 1000: how likely a burst begins at a datagram.
    pub(crate) begin: u32,
    /// Datagrams lost in a burst, on average.
    pub(crate) length: u32,
}

/// A bottleneck.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bandwidth {
    /// Bits per second.
    pub(crate) rate: u64,
    /// Bytes that may wait; what comes to a full queue is lost.
    pub(crate) queue: usize,
}

impl Bandwidth {
    /// `kilobits` per second with a queue of 200 ms, as home routers have.
    pub(crate) fn kilobits(kilobits: u64) -> Self {
        let rate = kilobits * 1000;
        Self {
            rate,
            queue: (rate / 8 / 5) as usize,
        }
    }
}

/// How much later a reordered datagram is.
const OVERTAKEN: Duration = Duration::from_millis(30);
/// IPv4 and UDP headers, which a bottleneck carries too.
const HEADERS: usize = 28;

pub(crate) struct Link<T> {
    rng: ChaCha12Rng,
    bursting: bool,
    waiting: VecDeque<Waiting<T>>,
    waiting_bytes: usize,
    /// When the bottleneck has sent what it sent last.
    free: Option<Instant>,
    flying: BTreeMap<(Instant, u64), T>,
    latest: Option<Instant>,
    sent: u64,
    /// Datagrams that found the queue full.
    pub(crate) overflowed: usize,
}

struct Waiting<T> {
    since: Instant,
    bytes: usize,
    item: T,
}

impl<T: Clone> Link<T> {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            rng: ChaCha12Rng::seed_from_u64(seed),
            bursting: false,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            free: None,
            flying: BTreeMap::new(),
            latest: None,
            sent: 0,
            overflowed: 0,
        }
    }

    fn chance(&mut self, of: u32, parts: u32) -> bool {
        self.rng.random_range(0..parts) < of
    }

    /// Takes `item`, a datagram of `len` bytes.
    pub(crate) fn send(&mut self, now: Instant, conditions: &Conditions, len: usize, item: T) {
        if self.chance(conditions.loss, 100) || self.is_in_burst(conditions) {
            return;
        }
        let Some(bandwidth) = conditions.bandwidth else {
            self.release(now);
            return self.depart(now, conditions, item);
        };
        self.serve(now, conditions);
        let bytes = len + HEADERS;
        if self.waiting_bytes + bytes > bandwidth.queue.max(2 * bytes) {
            self.overflowed += 1;
            return;
        }
        self.waiting_bytes += bytes;
        self.waiting.push_back(Waiting {
            since: now,
            bytes,
            item,
        });
    }

    fn is_in_burst(&mut self, conditions: &Conditions) -> bool {
        let Some(bursts) = conditions.bursts else {
            self.bursting = false;
            return false;
        };
        self.bursting = if self.bursting {
            !self.chance(1, bursts.length.max(1))
        } else {
            self.chance(bursts.begin, 1000)
        };
        self.bursting
    }

    /// Lets the bottleneck send what it can until `now`.
    fn serve(&mut self, now: Instant, conditions: &Conditions) {
        let Some(bandwidth) = conditions.bandwidth else {
            return self.release(now);
        };
        while let Some(head) = self.waiting.front() {
            let start = self.free.map_or(head.since, |free| free.max(head.since));
            let nanos = head.bytes as u64 * 8 * 1_000_000_000 / bandwidth.rate.max(1);
            let finish = start + Duration::from_nanos(nanos);
            if finish > now {
                return;
            }
            self.free = Some(finish);
            if let Some(head) = self.waiting.pop_front() {
                self.waiting_bytes -= head.bytes;
                self.depart(finish, conditions, head.item);
            }
        }
    }

    /// The bottleneck is gone: what waited arrives at once.
    fn release(&mut self, now: Instant) {
        self.waiting_bytes = 0;
        for waiting in std::mem::take(&mut self.waiting) {
            self.fly(now, waiting.item);
        }
    }

    fn depart(&mut self, at: Instant, conditions: &Conditions, item: T) {
        let jitter = conditions.jitter.mul_f64(self.rng.random_range(0.0..1.0));
        let mut arrival = at + conditions.delay + jitter;
        if conditions.in_order {
            arrival = self.latest.map_or(arrival, |latest| latest.max(arrival));
            self.latest = Some(arrival);
        }
        if self.chance(conditions.reordering, 100) {
            arrival += OVERTAKEN;
        }
        if self.chance(conditions.duplication, 100) {
            self.fly(arrival, item.clone());
        }
        self.fly(arrival, item);
    }

    fn fly(&mut self, arrival: Instant, item: T) {
        self.sent += 1;
        self.flying.insert((arrival, self.sent), item);
    }

    /// The next item that has arrived by `now`, and when it did.
    pub(crate) fn arrived(
        &mut self,
        now: Instant,
        conditions: &Conditions,
    ) -> Option<(Instant, T)> {
        self.serve(now, conditions);
        let entry = self
            .flying
            .first_entry()
            .filter(|entry| entry.key().0 <= now)?;
        let at = entry.key().0;
        Some((at, entry.remove()))
    }

    /// Bytes before the bottleneck.
    pub(crate) fn waiting_bytes(&self) -> usize {
        self.waiting_bytes
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "simulated time must begin somewhere"
    )]
    use super::*;

    /// Sends `count` datagrams of 972 bytes, one per `every`; arrival in milliseconds and number of each.
    fn run(conditions: Conditions, count: u32, every: Duration) -> Vec<(u128, u32)> {
        let (start, mut link) = (Instant::now(), Link::new(1));
        for number in 0..count {
            link.send(start + every * number, &conditions, 972, number);
        }
        let end = start + every * count + Duration::from_secs(60);
        std::iter::from_fn(|| link.arrived(end, &conditions))
            .map(|(at, number)| ((at - start).as_millis(), number))
            .collect()
    }

    #[test]
    fn a_bottleneck_spaces_what_comes_too_fast_and_drops_what_finds_it_full() {
        let bandwidth = Some(Bandwidth {
            rate: 800_000,
            queue: 10_000,
        });
        let conditions = Conditions {
            delay: Duration::from_millis(5),
            bandwidth,
            ..Conditions::default()
        };
        let arrivals = run(conditions, 100, Duration::ZERO);
        assert_eq!(arrivals.len(), 10, "ten of 1000 bytes fit");
        let expected: Vec<u128> = (1..=10).map(|number| 10 * number + 5).collect();
        let times: Vec<u128> = arrivals.iter().map(|(at, _)| *at).collect();
        assert_eq!(times, expected);
        let in_time = run(conditions, 100, Duration::from_millis(10));
        assert_eq!(in_time.len(), 100, "what comes no faster than it is sent");
    }

    #[test]
    fn a_bandwidth_that_changes_holds_for_what_already_waits() {
        let (start, mut link) = (Instant::now(), Link::new(1));
        let at = |kilobits: u64| Conditions {
            bandwidth: Some(Bandwidth {
                rate: kilobits * 1000,
                queue: 100_000,
            }),
            ..Conditions::default()
        };
        (0..10).for_each(|number| link.send(start, &at(8), 972, number));
        let second = start + Duration::from_secs(1);
        assert_eq!(
            link.arrived(second, &at(8)).map(|(_, number)| number),
            Some(0)
        );
        assert!(link.arrived(second, &at(8)).is_none());
        let later = second + Duration::from_millis(100);
        let rest: Vec<u32> = std::iter::from_fn(|| link.arrived(later, &at(800)))
            .map(|(_, number)| number)
            .collect();
        assert_eq!(rest, (1..10).collect::<Vec<_>>());
        assert_eq!(link.waiting_bytes(), 0);
    }

    #[test]
    fn losses_come_in_runs_of_the_wanted_length() {
        let bursts = Some(Bursts {
            begin: 10,
            length: 8,
        });
        let conditions = Conditions {
            bursts,
            ..Conditions::default()
        };
        let arrived: Vec<u32> = run(conditions, 50_000, Duration::from_millis(1))
            .into_iter()
            .map(|(_, number)| number)
            .collect();
        let runs = arrived.windows(2).filter(|two| two[1] - two[0] > 1).count();
        let lost = 50_000 - arrived.len();
        assert!((300..700).contains(&runs), "{runs} runs");
        assert!((6..=10).contains(&(lost / runs)), "{lost} in {runs} runs");
    }

    #[test]
    fn jitter_reorders_unless_it_is_a_queues() {
        let mut conditions = Conditions {
            jitter: Duration::from_millis(50),
            ..Conditions::default()
        };
        let sorted = |arrivals: &[(u128, u32)]| arrivals.is_sorted_by_key(|(_, number)| *number);
        assert!(!sorted(&run(conditions, 200, Duration::from_millis(5))));
        conditions.in_order = true;
        assert!(sorted(&run(conditions, 200, Duration::from_millis(5))));
    }

    #[test]
    fn some_arrive_twice_and_some_are_overtaken() {
        let conditions = Conditions {
            duplication: 10,
            reordering: 10,
            ..Conditions::default()
        };
        let arrivals = run(conditions, 1000, Duration::from_millis(5));
        let twice = arrivals.len() - 1000;
        assert!((60..140).contains(&twice), "{twice}");
        let overtaken = arrivals
            .windows(2)
            .filter(|two| two[0].1 > two[1].1)
            .count();
        assert!((50..140).contains(&overtaken), "{overtaken}");
    }
}
