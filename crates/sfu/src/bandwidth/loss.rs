//! What losses say: a bottleneck without a queue drops what it cannot carry.
//!
//! Losses that stay when less is sent are the link's own, as on a bad radio; they are no reason to send less
//! still. So the bound remembers what share of packets was lost in spite of its last decrease, and judges only
//! what is lost beyond it.

/// Packets an evaluation needs, and how long it gathers at least, in microseconds.
const ENOUGH: u32 = 20;
const INTERVAL: u64 = 200_000;
/// Below this share the bound may rise, above the other it falls.
const LITTLE: f64 = 0.02;
const MUCH: f64 = 0.10;
/// Growth per second.
const GROWTH: f64 = 1.08;
/// A decrease is judged when so much has been reported after it, in microseconds.
const JUDGEMENT: u64 = 1_500_000;
/// The most a link's own loss is believed to be, and how much of it is forgotten per second.
const MAX_INHERENT: f64 = 0.35;
const FORGETTING: f64 = 0.01;

#[derive(Debug, Default)]
pub(super) struct LossBound {
    lost: u32,
    total: u32,
    since: Option<u64>,
    /// Smoothed share.
    share: f64,
    inherent: f64,
    trial: Option<Trial>,
    /// Bits per second; `None` while losses say nothing.
    bound: Option<f64>,
}

/// A decrease whose effect is awaited.
#[derive(Clone, Copy, Debug)]
struct Trial {
    began: u64,
    share: f64,
    rate: f64,
}

impl LossBound {
    pub(super) fn share(&self) -> f64 {
        self.share
    }

    pub(super) fn bound(&self) -> Option<f64> {
        self.bound
    }

    pub(super) fn lift(&mut self, rate: f64) {
        self.bound = self.bound.map(|bound| bound.max(rate));
    }

    /// Takes a report's counts; `rate` is what is estimated now, `arriving` what arrives.
    pub(super) fn update(
        &mut self,
        now: u64,
        (lost, total): (u32, u32),
        rate: f64,
        arriving: Option<f64>,
    ) {
        (self.lost, self.total) = (self.lost + lost, self.total + total);
        let since = *self.since.get_or_insert(now);
        let passed = now.saturating_sub(since);
        if self.total < ENOUGH || passed < INTERVAL {
            return;
        }
        let sample = f64::from(self.lost) / f64::from(self.total);
        (self.lost, self.total, self.since) = (0, 0, Some(now));
        self.share += 0.3 * (sample - self.share);
        let seconds = (passed as f64 / 1_000_000.0).min(1.0);
        self.inherent = (self.inherent - FORGETTING * seconds).max(0.0);
        self.judge(now, rate);
        self.follow(now, seconds, rate, arriving);
    }

    /// Whether the last decrease helped.
    fn judge(&mut self, now: u64, rate: f64) {
        let Some(trial) = self.trial else { return };
        if now.saturating_sub(trial.began) < JUDGEMENT {
            return;
        }
        self.trial = None;
        if self.share > 0.6 * trial.share && rate < 0.95 * trial.rate {
            self.inherent = self.share.min(MAX_INHERENT);
            self.bound = None;
        }
    }

    fn follow(&mut self, now: u64, seconds: f64, rate: f64, arriving: Option<f64>) {
        let excess = self.share - self.inherent;
        if excess > MUCH {
            let basis = arriving.map_or(rate, |arriving| rate.min(1.2 * arriving));
            self.trial.get_or_insert(Trial {
                began: now,
                share: self.share,
                rate,
            });
            self.bound = Some(basis * (1.0 - 0.5 * excess));
        } else if excess < LITTLE.max(0.3 * self.inherent) {
            let grown = self.bound.map(|bound| bound * GROWTH.powf(seconds));
            self.bound = grown.filter(|bound| *bound < 1.5 * rate);
        }
    }
}
