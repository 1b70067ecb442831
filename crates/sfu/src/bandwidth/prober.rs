//! When to probe: soon after a join or a recovery, and while the streams want more than is estimated.

use super::{estimator::Estimator, probe::Probe, sent::Fate};

/// A probe aims this much above the estimate; the first, which knows nothing yet, higher.
const STEP: f64 = 2.0;
const FIRST_STEP: f64 = 3.0;
/// Enough more than what is wanted, so that success can be told from just reaching it.
const HEADROOM: f64 = 1.25;
/// A probe that reached this share of its rate was carried; the next may follow at once.
const CARRIED: f64 = 0.85;
/// Waits between probes, in microseconds: after success, and at least and at most after failure.
const AFTER_SUCCESS: u64 = 150_000;
const AFTER_FAILURE: (u64, u64) = (1_000_000, 5_000_000);
/// A queue that was full needs this long to drain before more is tried.
const DRAIN: u64 = 1_500_000;

#[derive(Debug)]
pub(crate) struct Prober {
    current: Option<Probe>,
    number: u8,
    due: u64,
    wait: u64,
    /// Bits per second the streams would take if the link carried them.
    wanted: f64,
    succeeded: bool,
}

impl Default for Prober {
    fn default() -> Self {
        Self {
            current: None,
            number: 0,
            due: 0,
            wait: AFTER_FAILURE.0,
            wanted: 0.0,
            succeeded: false,
        }
    }
}

impl Prober {
    pub(crate) fn want(&mut self, bits: f64) {
        self.wanted = bits;
    }

    /// Which probe a packet sent now belongs to; 0 for none.
    pub(crate) fn sent(&mut self, now: u64, bytes: usize, padding: bool) -> u8 {
        let Some(probe) = self.current.as_mut().filter(|probe| probe.is_sending(now)) else {
            return 0;
        };
        probe.add(bytes, padding);
        probe.number
    }

    /// Begins a probe if it is time for one; whether one is being sent.
    pub(crate) fn poll(&mut self, now: u64, estimator: &Estimator) -> bool {
        if let Some(probe) = &self.current {
            if probe.is_over(now) {
                self.failed(now);
            }
            return self.is_sending(now);
        }
        let estimate = estimator.estimate();
        let rested = estimator.found_full().is_none_or(|at| now >= at + DRAIN);
        let wants = self.wanted * HEADROOM > estimate * 1.1;
        if now < self.due || !wants || !rested || estimator.is_congested(now) {
            return false;
        }
        let step = if self.succeeded || estimator.found_full().is_some() {
            STEP
        } else {
            FIRST_STEP
        };
        let rate = (step * estimate).min(HEADROOM * self.wanted);
        self.number = self.number.checked_add(1).unwrap_or(1);
        self.current = Some(Probe::new(now, self.number, rate));
        true
    }

    pub(crate) fn is_sending(&self, now: u64) -> bool {
        self.current.is_some_and(|probe| probe.is_sending(now))
    }

    /// Bytes of padding the probe being sent still needs.
    pub(crate) fn owed(&self, now: u64) -> u32 {
        self.current
            .filter(|probe| probe.is_sending(now))
            .map_or(0, |probe| probe.owed(now))
    }

    pub(crate) fn reported(&mut self, now: u64, fates: &[Fate], estimator: &mut Estimator) {
        let Some(probe) = &mut self.current else {
            return;
        };
        let number = probe.number;
        let own = fates.iter().filter(|fate| fate.probe == number);
        own.for_each(|fate| probe.reported(fate));
        let (rate, result) = (probe.rate, estimator.probed(probe, now));
        match result {
            Some(shown) if shown >= CARRIED * rate => {
                (self.current, self.succeeded) = (None, true);
                (self.due, self.wait) = (now + AFTER_SUCCESS, AFTER_FAILURE.0);
            }
            Some(_) => self.failed(now),
            None => {}
        }
    }

    fn failed(&mut self, now: u64) {
        self.current = None;
        self.due = now + self.wait;
        self.wait = (self.wait * 2).min(AFTER_FAILURE.1);
    }
}
