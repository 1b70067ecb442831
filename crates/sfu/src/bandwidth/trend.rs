//! Whether packets take ever longer: the delay half of the estimate.
//!
//! Packets sent together form a group. What matters is how much longer than its predecessor a group took
//! (draft-ietf-rmcat-gcc-02 section 5.2); the trend is the slope of a line through the last sums of these
//! differences. It is compared with a threshold that follows it, so that steady jitter is not taken for
//! congestion (section 5.4).

use std::collections::VecDeque;

use super::sent::Fate;

/// Packets sent within this time travel together.
const GROUP_MICROS: u64 = 5_000;
/// Groups a line is drawn through.
const POINTS: usize = 20;
/// How much of the last sum stays in the smoothed one.
const SMOOTHING: f64 = 0.9;
/// Scales slopes to the threshold's milliseconds, as the field has settled on.
const GAIN: f64 = 4.0;
const MAX_WEIGHT: f64 = 60.0;
/// In milliseconds: where the threshold begins, and its limits.
const THRESHOLD: f64 = 12.5;
const THRESHOLDS: (f64, f64) = (6.0, 600.0);
/// How fast the threshold follows outwards and inwards, per millisecond.
const OUTWARDS: f64 = 0.0087;
const INWARDS: f64 = 0.039;
/// A leap this far beyond the threshold tells nothing of where it belongs.
const LEAP: f64 = 15.0;
/// A trend must hold this long to be believed, in milliseconds.
const PERSISTENT: f64 = 10.0;
/// Silence longer than this ends a line: what came before tells nothing of the queue now.
const PAUSE_MICROS: i64 = 2_000_000;

/// What the delays say of the queue on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Usage {
    #[default]
    Normal,
    /// The queue grows.
    Over,
    /// The queue drains.
    Under,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    first_sent: u64,
    last_sent: u64,
    last_arrived: i64,
    /// Sums over its packets, from the first one's: the mean tells more than the last, which may be a straggler.
    sent: i64,
    arrived: i64,
    first_arrived: i64,
    packets: i64,
}

impl Group {
    fn add(&mut self, sent: u64, arrived: i64) {
        self.last_sent = self.last_sent.max(sent);
        self.last_arrived = self.last_arrived.max(arrived);
        self.sent += sent.saturating_sub(self.first_sent) as i64;
        self.arrived += arrived - self.first_arrived;
        self.packets += 1;
    }

    fn mean_sent(&self) -> i64 {
        self.first_sent as i64 + self.sent / self.packets.max(1)
    }

    fn mean_arrived(&self) -> i64 {
        self.first_arrived + self.arrived / self.packets.max(1)
    }
}

#[derive(Debug)]
pub(crate) struct DelayTrend {
    current: Option<Group>,
    previous: Option<Group>,
    /// Arrival and smoothed sum of differences, in milliseconds.
    points: VecDeque<(f64, f64)>,
    origin: i64,
    sum: f64,
    smoothed: f64,
    differences: u32,
    threshold: f64,
    adapted: Option<f64>,
    /// How long and how often in a row the trend has been above the threshold.
    over_for: f64,
    over_times: u32,
    last_trend: f64,
    usage: Usage,
}

impl Default for DelayTrend {
    fn default() -> Self {
        Self {
            current: None,
            previous: None,
            points: VecDeque::with_capacity(POINTS),
            origin: 0,
            sum: 0.0,
            smoothed: 0.0,
            differences: 0,
            threshold: THRESHOLD,
            adapted: None,
            over_for: 0.0,
            over_times: 0,
            last_trend: 0.0,
            usage: Usage::Normal,
        }
    }
}

impl DelayTrend {
    pub(crate) fn usage(&self) -> Usage {
        self.usage
    }

    /// Takes the next packet that arrived, in the order of sending.
    pub(crate) fn arrived(&mut self, fate: &Fate, arrival: i64) {
        let Some(group) = &mut self.current else {
            return self.begin(fate, arrival);
        };
        if fate.sent < group.first_sent {
            return;
        }
        if fate.sent - group.first_sent <= GROUP_MICROS || is_burst(group, fate, arrival) {
            return group.add(fate.sent, arrival);
        }
        let ended = *group;
        if let Some(previous) = self.previous.replace(ended) {
            self.compare(previous, ended);
        }
        self.begin(fate, arrival);
    }

    fn begin(&mut self, fate: &Fate, arrived: i64) {
        let mut group = Group {
            first_sent: fate.sent,
            last_sent: fate.sent,
            last_arrived: arrived,
            sent: 0,
            arrived: 0,
            first_arrived: arrived,
            packets: 0,
        };
        group.add(fate.sent, arrived);
        self.current = Some(group);
    }

    fn compare(&mut self, before: Group, after: Group) {
        let arrived = after.mean_arrived();
        let arrival_gap = arrived - before.mean_arrived();
        let sending_gap = after.mean_sent() - before.mean_sent();
        if !(-PAUSE_MICROS..=PAUSE_MICROS).contains(&arrival_gap) {
            self.points.clear();
            (self.differences, self.sum, self.smoothed) = (0, 0.0, 0.0);
            (self.over_for, self.over_times, self.usage) = (0.0, 0, Usage::Normal);
            return;
        }
        let sending_gap = sending_gap as f64 / 1000.0;
        self.differences += 1;
        self.sum += arrival_gap as f64 / 1000.0 - sending_gap;
        self.smoothed = SMOOTHING * self.smoothed + (1.0 - SMOOTHING) * self.sum;
        if self.points.is_empty() {
            self.origin = arrived;
        }
        if self.points.len() == POINTS {
            self.points.pop_front();
        }
        let at = (arrived - self.origin) as f64 / 1000.0;
        self.points.push_back((at, self.smoothed));
        let slope = if self.points.len() == POINTS {
            slope(&self.points)
        } else {
            0.0
        };
        let trend = f64::from(self.differences).min(MAX_WEIGHT) * slope * GAIN;
        self.judge(at, trend, sending_gap);
    }

    fn judge(&mut self, at: f64, trend: f64, sending_gap: f64) {
        if trend > self.threshold {
            self.over_for += sending_gap;
            self.over_times += 1;
            if self.over_for > PERSISTENT && self.over_times > 1 && trend >= self.last_trend {
                (self.over_for, self.over_times) = (0.0, 0);
                self.usage = Usage::Over;
            }
        } else {
            (self.over_for, self.over_times) = (0.0, 0);
            self.usage = if trend < -self.threshold {
                Usage::Under
            } else {
                Usage::Normal
            };
        }
        self.last_trend = trend;
        self.adapt(at, trend.abs());
    }

    fn adapt(&mut self, at: f64, trend: f64) {
        let passed = at - self.adapted.unwrap_or(at);
        self.adapted = Some(at);
        if trend > self.threshold + LEAP {
            return;
        }
        let gain = if trend < self.threshold {
            INWARDS
        } else {
            OUTWARDS
        };
        let moved = gain * (trend - self.threshold) * passed.clamp(0.0, 100.0);
        self.threshold = (self.threshold + moved).clamp(THRESHOLDS.0, THRESHOLDS.1);
    }
}

/// Packets that a link held back and let go together belong to one group, though they were not sent together.
fn is_burst(group: &Group, fate: &Fate, arrival: i64) -> bool {
    let arrival_gap = arrival - group.last_arrived;
    let sending_gap = (fate.sent - group.last_sent.min(fate.sent)) as i64;
    let within = fate.sent.saturating_sub(group.first_sent) < 100_000;
    arrival_gap < sending_gap && arrival_gap <= GROUP_MICROS as i64 && within
}

/// Of the least-squares line.
fn slope(points: &VecDeque<(f64, f64)>) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
    let (x, y) = (x / count, y / count);
    let (over, under) = points.iter().fold((0.0, 0.0), |(over, under), point| {
        let distance = point.0 - x;
        (over + distance * (point.1 - y), under + distance * distance)
    });
    if under > 0.0 { over / under } else { 0.0 }
}
