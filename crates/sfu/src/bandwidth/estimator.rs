//! How many bits per second the way to a subscriber carries, from what its transport-wide feedback tells.
//!
//! Three views are joined: delays that grow, losses beyond the link's own, and probes. Pure: `(now, fates)` in,
//! a rate out; times in microseconds.

use super::{
    acknowledged::Acknowledged,
    control::RateControl,
    loss::LossBound,
    probe::Probe,
    sent::Fate,
    trend::{DelayTrend, Usage},
};

/// Bits per second: where an estimate begins, and its limits.
pub(crate) const INITIAL: f64 = 1_000_000.0;
const MIN: f64 = 60_000.0;
const MAX: f64 = 50_000_000.0;
/// Taken until one is measured, in microseconds.
const ROUND_TRIP: u64 = 100_000;
/// What the delays last said of the queue holds no longer than this, in microseconds: where nothing is sent any more, it
/// drains and nobody tells.
const TELLING: u64 = 1_500_000;

#[derive(Debug)]
pub(crate) struct Estimator {
    trend: DelayTrend,
    /// When a report last came.
    reported: u64,
    acknowledged: Acknowledged,
    control: RateControl,
    loss: LossBound,
    round_trip: u64,
    /// What the receiver itself said at most to send (REMB).
    told: Option<f64>,
}

impl Default for Estimator {
    fn default() -> Self {
        Self {
            trend: DelayTrend::default(),
            reported: 0,
            acknowledged: Acknowledged::default(),
            control: RateControl::new(INITIAL),
            loss: LossBound::default(),
            round_trip: ROUND_TRIP,
            told: None,
        }
    }
}

impl Estimator {
    /// Bits per second.
    pub(crate) fn estimate(&self) -> f64 {
        let rate = self.control.rate();
        let bounded = self.loss.bound().map_or(rate, |bound| rate.min(bound));
        self.told
            .map_or(bounded, |told| bounded.min(told))
            .clamp(MIN, MAX)
    }

    /// The share of packets that is lost, smoothed.
    pub(crate) fn loss(&self) -> f64 {
        self.loss.share()
    }

    /// Whether the queue on the way grows.
    pub(crate) fn is_congested(&self, now: u64) -> bool {
        self.trend.usage() == Usage::Over && now < self.reported + TELLING
    }

    /// When the link was last found full.
    pub(crate) fn found_full(&self) -> Option<u64> {
        self.control.decreased()
    }

    pub(crate) fn measured(&mut self, round_trip: u64) {
        self.round_trip = (self.round_trip * 7 + round_trip) / 8;
    }

    /// The receiver's own estimate, which only bounds ours: transport-wide feedback tells more.
    pub(crate) fn told(&mut self, bits: f64, alone: bool) {
        self.told = Some(bits.max(MIN));
        if alone {
            self.control.set(bits.clamp(MIN, MAX));
        }
    }

    /// One report's fates, in the order of sending.
    pub(crate) fn reported(&mut self, now: u64, fates: &[Fate]) {
        let (mut lost, mut usage) = (0, Usage::Normal);
        self.reported = now;
        for fate in fates {
            let Some(arrival) = fate.arrival else {
                lost += 1;
                continue;
            };
            self.acknowledged.arrived(arrival, fate.size);
            self.trend.arrived(fate, arrival);
            if self.trend.usage() != Usage::Normal && usage != Usage::Over {
                usage = self.trend.usage();
            }
        }
        let arriving = self.acknowledged.rate();
        self.control.update(now, usage, arriving, self.round_trip);
        self.clamp();
        let counts = (lost, u32::try_from(fates.len()).unwrap_or(u32::MAX));
        let estimate = self.estimate();
        self.loss.update(now, counts, estimate, arriving);
        // What the losses forbid is not to be believed when they end.
        if let Some(bound) = self.loss.bound()
            && bound < self.control.rate()
        {
            self.control.set(bound);
            self.clamp();
        }
    }

    fn clamp(&mut self) {
        let rate = self.control.rate();
        if !(MIN..=MAX).contains(&rate) {
            self.control.set(rate.clamp(MIN, MAX));
        }
    }

    /// Takes what a probe showed. It can only raise: a probe is too short to prove a lower rate.
    pub(crate) fn probed(&mut self, probe: &Probe, now: u64) -> Option<f64> {
        let shown = probe.result(now)?;
        if shown > self.control.rate() && !self.is_congested(now) {
            self.control.set(shown.min(MAX));
            self.loss.lift(shown);
        }
        Some(shown)
    }
}
