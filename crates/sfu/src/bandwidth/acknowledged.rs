//! How much really arrives: bits per second over the last half second of arrivals.

/// One bucket's time in microseconds, and how many there are.
const BUCKET_MICROS: i64 = 50_000;
const BUCKETS: usize = 10;
/// Less than this many buckets say nothing yet.
const ENOUGH: i64 = 3;

/// Invariant: sums bytes of the last [`BUCKETS`] buckets up to the newest arrival.
#[derive(Debug, Default)]
pub(super) struct Acknowledged {
    bytes: [u32; BUCKETS],
    /// Number of the newest bucket; `None` before the first arrival.
    newest: Option<i64>,
    /// Number of the first bucket since the last silence.
    first: i64,
}

impl Acknowledged {
    pub(super) fn arrived(&mut self, at: i64, bytes: u16) {
        let bucket = at.div_euclid(BUCKET_MICROS);
        let newest = *self.newest.get_or_insert_with(|| {
            self.first = bucket;
            bucket
        });
        let ahead = bucket - newest;
        if ahead >= BUCKETS as i64 || ahead < -(BUCKETS as i64) {
            *self = Self {
                newest: Some(bucket),
                first: bucket,
                ..Self::default()
            };
        } else if ahead > 0 {
            (newest + 1..=bucket).for_each(|number| self.add(number, None));
            self.newest = Some(bucket);
        }
        self.add(bucket, Some(bytes));
    }

    fn add(&mut self, bucket: i64, bytes: Option<u16>) {
        let place = bucket.rem_euclid(BUCKETS as i64) as usize;
        if let Some(sum) = self.bytes.get_mut(place) {
            *sum = bytes.map_or(0, |bytes| sum.saturating_add(u32::from(bytes)));
        }
    }

    /// Bits per second, once enough has arrived. The newest bucket is not full yet and does not count.
    pub(super) fn rate(&self) -> Option<f64> {
        let newest = self.newest?;
        let full = (newest - self.first).min(BUCKETS as i64 - 1);
        if full < ENOUGH {
            return None;
        }
        let open = self.bytes.get(newest.rem_euclid(BUCKETS as i64) as usize)?;
        let sum: u64 = self.bytes.iter().map(|bytes| u64::from(*bytes)).sum();
        let bits = (sum - u64::from(*open)) as f64 * 8.0;
        Some(bits * 1_000_000.0 / (full * BUCKET_MICROS) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_has_its_own_rate_and_a_silence_ends_it() {
        let mut acknowledged = Acknowledged::default();
        for number in 0..200 {
            acknowledged.arrived(7_000_000 + number * 10_000, 1250);
        }
        let rate = acknowledged.rate().unwrap();
        assert!((990_000.0..1_010_000.0).contains(&rate), "{rate}");
        acknowledged.arrived(20_000_000, 1250);
        assert_eq!(acknowledged.rate(), None);
    }
}
