//! How much of a layer has come within the last second, and in how many frames.

use std::time::Duration;

/// Of each bucket.
const SPAN: u64 = 100;
const BUCKETS: usize = 10;
/// Temporal layers have two bits.
pub(crate) const TEMPORALS: usize = 4;

#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    /// Which tenth of a second it counts.
    at: u64,
    bytes: u32,
    frames: [u8; TEMPORALS],
}

/// Times are since any fixed instant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    buckets: [Bucket; BUCKETS],
}

impl Meter {
    pub(crate) fn count(&mut self, since: Duration, bytes: usize, frame_of: Option<u8>) {
        let at = since.as_millis() as u64 / SPAN;
        let Some(bucket) = self.buckets.get_mut((at % BUCKETS as u64) as usize) else {
            return;
        };
        if bucket.at != at {
            *bucket = Bucket {
                at,
                ..Bucket::default()
            };
        }
        bucket.bytes = bucket.bytes.saturating_add(bytes as u32);
        let frames = frame_of.and_then(|temporal| bucket.frames.get_mut(usize::from(temporal)));
        if let Some(frames) = frames {
            *frames = frames.saturating_add(1);
        }
    }

    fn recent(&self, since: Duration) -> impl Iterator<Item = &Bucket> {
        let at = since.as_millis() as u64 / SPAN;
        self.buckets
            .iter()
            .filter(move |bucket| bucket.at <= at && bucket.at + BUCKETS as u64 > at)
    }

    /// In bit/s.
    pub(crate) fn bitrate(&self, since: Duration) -> u32 {
        self.recent(since)
            .fold(0u32, |sum, bucket| sum.saturating_add(bucket.bytes))
            .saturating_mul(8)
    }

    /// Per second, of each temporal layer alone.
    pub(crate) fn frame_rates(&self, since: Duration) -> [u32; TEMPORALS] {
        let mut rates = [0; TEMPORALS];
        for bucket in self.recent(since) {
            for (rate, frames) in rates.iter_mut().zip(bucket.frames) {
                *rate += u32::from(frames);
            }
        }
        rates
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_second_is_measured_and_forgotten() {
        let mut meter = Meter::default();
        for frame in 0..60u64 {
            let since = Duration::from_micros(5_000_000 + 33_333 * frame);
            meter.count(since, 1_000, Some((frame % 2) as u8));
            meter.count(since, 1_000, None);
        }
        let now = Duration::from_millis(6_990);
        assert!(
            (456_000..=496_000).contains(&meter.bitrate(now)),
            "{}",
            meter.bitrate(now)
        );
        let [base, upper, ..] = meter.frame_rates(now);
        assert!(
            (14..=15).contains(&base) && (14..=16).contains(&upper),
            "{base} {upper}"
        );
        assert_eq!(meter.bitrate(Duration::from_millis(8_100)), 0);
    }
}
