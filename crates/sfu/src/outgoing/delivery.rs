//! How a stream reaches its subscriber, as we count and as they report.

use std::time::{Duration, Instant};

use crate::rtcp::ReportBlock;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delivery {
    /// Of their last report.
    fraction_lost: u8,
    jitter: u32,
    /// Octets sent at the last measurement, and when that was.
    measured: Option<(u32, Instant)>,
    bitrate: u32,
}

impl Delivery {
    pub(crate) fn reported(&mut self, block: &ReportBlock) {
        (self.fraction_lost, self.jitter) = (block.fraction_lost, block.jitter);
    }

    /// So many octets have been sent by now, modulo 2^32.
    pub(crate) fn measure(&mut self, now: Instant, octets: u32) {
        let before = self.measured.replace((octets, now));
        let Some((before, at)) = before else { return };
        let millis = now.saturating_duration_since(at).as_millis().max(1) as u64;
        let bits = u64::from(octets.wrapping_sub(before)) * 8000 / millis;
        self.bitrate = u32::try_from(bits).unwrap_or(u32::MAX);
    }

    /// Bit/s of payload.
    pub(crate) fn bitrate(&self) -> u32 {
        self.bitrate
    }

    /// From 0 to 1.
    pub(crate) fn loss(&self) -> f32 {
        f32::from(self.fraction_lost) / 256.0
    }

    /// `clock_rate` in timestamp units per second.
    pub(crate) fn jitter(&self, clock_rate: u32) -> Duration {
        in_time(self.jitter, clock_rate)
    }
}

/// Timestamp units as time.
pub(crate) fn in_time(units: u32, clock_rate: u32) -> Duration {
    let micros = u64::from(units) * 1_000_000;
    Duration::from_micros(micros / u64::from(clock_rate.max(1)))
}
