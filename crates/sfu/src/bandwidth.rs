//! What the way to one subscriber carries: sent packets, their reported fates, an estimate, probes, pacing; and
//! how the estimate is shared out among the streams.
//!
//! - `sent` remembers what left and has not been reported on.
//! - `trend`, `acknowledged`, `control` and `loss` are the views `estimator` joins.
//! - `probe` is one probe, `prober` decides when there is one.
//! - `pacer` spreads bursts; `allocate` buys the streams' layers.
//!
//! Everything here is pure: times come in as microseconds since the core began. A subscriber that sends no
//! transport-wide feedback is not limited at all, unless it tells its own estimate (REMB).

mod acknowledged;
mod allocate;
mod control;
mod estimator;
mod loss;
mod pacer;
mod probe;
mod prober;
mod sent;
#[cfg(test)]
mod traces;
mod trend;

use estimator::Estimator;
use prober::Prober;
use sent::SentLog;

pub(crate) use allocate::{Merit, Stream, allocate};
pub(crate) use pacer::{Pacer, Waiting};
pub(crate) use sent::Fate;

use crate::{rtcp::Feedback, srtp::nearest};

/// A receiver that has reported nothing for this long after the first packet never will.
const PATIENCE: u64 = 3_000_000;
/// Headers below SRTP that the way carries too: IPv4 and UDP.
const HEADERS: usize = 28;

#[derive(Debug, Default)]
pub(crate) struct Bandwidth {
    log: SentLog,
    estimator: Estimator,
    prober: Prober,
    pub(crate) pacer: Pacer,
    /// The receiver's clock at the last feedback, in 64 ms.
    reference: Option<i64>,
    /// When feedback last came.
    heard: Option<u64>,
    /// The receiver told its own estimate.
    told: bool,
    /// When the first packet left.
    began: Option<u64>,
    /// The estimate when it was last shared out.
    shared: Option<f64>,
}

impl Bandwidth {
    /// A packet left as the connection's `number`, or without one.
    pub(crate) fn sent(&mut self, now: u64, number: Option<u64>, len: usize, padding: bool) {
        let size = len + HEADERS;
        self.pacer.sent(size);
        self.began.get_or_insert(now);
        let Some(number) = number else { return };
        let probe = self.prober.sent(now, size, padding);
        let packet = sent::Packet {
            size,
            probe,
            padding,
        };
        self.log.sent(now, number, packet);
    }

    /// Takes transport-wide feedback; `next` is the number after the last one sent, `fates` is room to work in.
    /// Whether it says that media arrived which was not known to have.
    pub(crate) fn reported(
        &mut self,
        now: u64,
        next: u64,
        content: &[u8],
        fates: &mut Vec<Fate>,
    ) -> bool {
        let Some(feedback) = Feedback::parse(content) else {
            return false;
        };
        let before = self.reference.unwrap_or(0);
        let reference = feedback.reference_near(before);
        self.reference = Some(reference.max(before));
        let first = nearest(next, feedback.base);
        fates.clear();
        let numbered = (first..).zip(feedback.statuses(reference));
        fates.extend(
            numbered.filter_map(|(number, arrival)| self.log.resolve(now, number, arrival)),
        );
        self.log.trim(now);
        if fates.is_empty() {
            return false;
        }
        self.heard = Some(now);
        self.estimator.reported(now, fates);
        self.prober.reported(now, fates, &mut self.estimator);
        self.pacer.follow(now, self.estimate(now));
        fates
            .iter()
            .any(|fate| fate.arrival.is_some() && !fate.padding)
    }

    /// The receiver's own estimate came, in bits per second.
    pub(crate) fn told(&mut self, now: u64, bits: u64) {
        self.told = true;
        self.estimator.told(bits as f64, self.heard.is_none());
        self.pacer.follow(now, self.estimate(now));
    }

    pub(crate) fn measured(&mut self, round_trip: std::time::Duration) {
        self.estimator
            .measured(u64::try_from(round_trip.as_micros()).unwrap_or(u64::MAX));
    }

    /// Bits per second; `None` where the receiver had the time to tell something and did not. Before that a
    /// modest beginning is assumed.
    pub(crate) fn estimate(&self, now: u64) -> Option<f64> {
        let early = self.began.is_none_or(|began| now < began + PATIENCE);
        (self.heard.is_some() || self.told || early).then(|| self.estimator.estimate())
    }

    /// Whether the estimate is so far from the one last shared out that it cannot wait.
    pub(crate) fn has_leapt(&self, estimate: Option<f64>) -> bool {
        match (self.shared, estimate) {
            (Some(before), Some(now)) => !(0.93..1.25).contains(&(now / before.max(1.0))),
            (before, now) => before.is_some() != now.is_some(),
        }
    }

    pub(crate) fn shared(&mut self, estimate: Option<f64>) {
        self.shared = estimate;
    }

    /// The share of packets lost on the way, smoothed.
    pub(crate) fn loss(&self) -> Option<f32> {
        self.heard.map(|_| self.estimator.loss() as f32)
    }

    /// What all streams would take together at their best, in bits per second: probes look for it.
    pub(crate) fn want(&mut self, bits: f64) {
        self.prober.want(bits);
    }

    /// Bytes of padding to send now for a probe; 0 while there is none. However old the last feedback is: where every
    /// stream pauses, nothing but a probe brings any.
    pub(crate) fn owed(&mut self, now: u64) -> u32 {
        if self.heard.is_none() || !self.prober.poll(now, &self.estimator) {
            return 0;
        }
        self.prober.owed(now)
    }

    /// Whether it needs to be served more often than the usual tick.
    pub(crate) fn is_busy(&self, now: u64) -> bool {
        !self.pacer.is_idle() || self.prober.is_sending(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reports_nothing_is_not_limited_once_there_was_time_to() {
        for number in [Some(0), None] {
            let mut bandwidth = Bandwidth::default();
            assert!(bandwidth.estimate(0).is_some(), "a modest beginning");
            bandwidth.sent(10, number, 1_000, false);
            assert!(bandwidth.estimate(PATIENCE).is_some());
            assert_eq!(
                bandwidth.estimate(PATIENCE + 10),
                None,
                "numbered: {number:?}"
            );
        }
    }
}
