//! From what the delays say to a rate: down at once to what really arrives, up carefully where the link's
//! capacity is known and faster where it is not (draft-ietf-rmcat-gcc-02 section 5.5).

use super::trend::Usage;

/// What remains of the arriving rate after an overuse, so that the queue drains.
const BACK_OFF: f64 = 0.85;
/// Growth per second while the capacity is unknown.
const GROWTH: f64 = 1.08;
/// Never more than this much above what arrives: growth must be proven.
const AHEAD: f64 = 1.5;
const AHEAD_FIXED: f64 = 10_000.0;
/// Bits of the packet added per response time near the capacity.
const PACKET: f64 = 8.0 * 1200.0;
/// A reaction shows a round trip and a report later, in microseconds.
const REPORTING: u64 = 100_000;
/// The share of each new sample in the capacity's mean.
const CAPACITY_SHARE: f64 = 0.05;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Hold,
    Increase,
}

/// The rate at which the link was found full: mean and variance, normalised by the mean.
#[derive(Clone, Copy, Debug)]
struct Capacity {
    mean: f64,
    variance: f64,
}

impl Capacity {
    fn deviation(self) -> f64 {
        (self.variance * self.mean).sqrt()
    }

    fn learn(known: Option<Self>, sample: f64) -> Self {
        let Some(known) = known else {
            return Self {
                mean: sample,
                variance: 400.0,
            };
        };
        let mean = known.mean + CAPACITY_SHARE * (sample - known.mean);
        let error = (mean - sample) * (mean - sample) / mean.max(1.0);
        let variance = known.variance + CAPACITY_SHARE * (error - known.variance);
        Self {
            mean,
            variance: variance.clamp(400.0, 2_500.0),
        }
    }

    fn excludes(self, rate: f64) -> bool {
        (rate - self.mean).abs() > 3.0 * self.deviation()
    }
}

#[derive(Debug)]
pub(super) struct RateControl {
    rate: f64,
    state: State,
    capacity: Option<Capacity>,
    changed: Option<u64>,
    decreased: Option<u64>,
}

impl RateControl {
    pub(super) fn new(rate: f64) -> Self {
        Self {
            rate,
            state: State::Hold,
            capacity: None,
            changed: None,
            decreased: None,
        }
    }

    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    /// A probe, or the loss bound, found the true rate.
    pub(super) fn set(&mut self, rate: f64) {
        if self
            .capacity
            .is_some_and(|capacity| capacity.excludes(rate))
        {
            self.capacity = None;
        }
        self.rate = rate;
    }

    /// When the link was last found full.
    pub(super) fn decreased(&self) -> Option<u64> {
        self.decreased
    }

    /// Takes the news of one report; `arriving` in bits per second, the round trip in microseconds.
    pub(super) fn update(
        &mut self,
        now: u64,
        usage: Usage,
        arriving: Option<f64>,
        round_trip: u64,
    ) {
        match usage {
            Usage::Over => return self.decrease(now, arriving, round_trip),
            Usage::Under => self.state = State::Hold,
            Usage::Normal => self.state = State::Increase,
        }
        let passed = now
            .saturating_sub(self.changed.unwrap_or(now))
            .min(1_000_000);
        self.changed = Some(now);
        if self.state == State::Increase {
            self.increase(passed as f64 / 1_000_000.0, arriving, round_trip);
        }
    }

    fn increase(&mut self, seconds: f64, arriving: Option<f64>, round_trip: u64) {
        if let (Some(capacity), Some(arriving)) = (self.capacity, arriving)
            && arriving > capacity.mean + 3.0 * capacity.deviation()
        {
            self.capacity = None;
        }
        let grown = if self.capacity.is_some() {
            let response = (round_trip + REPORTING) as f64 / 1_000_000.0;
            self.rate + (PACKET / response).max(4_000.0) * seconds
        } else {
            (self.rate * GROWTH.powf(seconds)).max(self.rate + 1_000.0 * seconds)
        };
        let proven = arriving.map_or(self.rate, |arriving| AHEAD * arriving + AHEAD_FIXED);
        self.rate = grown.min(proven.max(self.rate));
    }

    /// One overuse is answered once: what was sent before the answer may be reported after it.
    fn decrease(&mut self, now: u64, arriving: Option<f64>, round_trip: u64) {
        let Some(arriving) = arriving else {
            return;
        };
        let answered = self.decreased.is_some_and(|at| {
            now.saturating_sub(at) < (round_trip + REPORTING).clamp(100_000, 400_000)
        });
        if answered && arriving > 0.5 * self.rate {
            return;
        }
        if self
            .capacity
            .is_some_and(|capacity| capacity.excludes(arriving))
        {
            self.capacity = None;
        }
        self.capacity = Some(Capacity::learn(self.capacity, arriving));
        self.rate = self.rate.min(BACK_OFF * arriving);
        self.state = State::Hold;
        (self.changed, self.decreased) = (Some(now), Some(now));
    }
}
