//! The time of one subscriber's stream, carried on when another layer or another SSRC takes over.

use std::time::Instant;

use super::Fresh;
use crate::rtcp::SenderInfo;

#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// What is added to the first stream's timestamps.
    first: u32,
    last: Option<Last>,
}

/// The newest packet, to continue from in another stream's time.
#[derive(Clone, Copy, Debug)]
struct Last {
    stream: u32,
    sender: Option<SenderInfo>,
    /// Its timestamp as it came, and as the subscriber sees it.
    came: u32,
    seen: u32,
    at: Instant,
}

impl Clock {
    pub(super) fn new(first: u32) -> Self {
        Self { first, last: None }
    }

    /// The stream's time has come to this packet's, whether it is sent or left out; the subscriber sees it as
    /// `seen`.
    pub(super) fn pass(&mut self, now: Instant, fresh: &Fresh<'_>, seen: u32) {
        let newest = |last: Last| seen.wrapping_sub(last.seen) as i32 >= 0;
        if self.last.is_none_or(newest) {
            self.last = Some(Last {
                stream: fresh.stream,
                sender: fresh.sender,
                came: fresh.kept.timestamp,
                seen,
                at: now,
            });
        }
    }

    /// The newest timestamp the subscriber sees; 0 before the first.
    pub(super) fn seen(&self) -> u32 {
        self.last.map_or(0, |last| last.seen)
    }

    /// What is added to the timestamps of a stream that begins with this packet; `current` is added now. Another
    /// stream has other timestamps: continue from ours by the time between the pictures, which sender reports of
    /// both tell exactly, and their arrival roughly.
    pub(super) fn shift(&self, now: Instant, fresh: &Fresh<'_>, current: u32) -> u32 {
        let Some(last) = self.last else {
            return self.first;
        };
        if last.stream == fresh.stream {
            return current;
        }
        let rate = fresh.kept.codec.clock_rate();
        let micros = now.saturating_duration_since(last.at).as_micros() as u64;
        let passed = (micros.wrapping_mul(u64::from(rate)) / 1_000_000) as u32 as i32;
        let told = last.sender.zip(fresh.sender).map(|(before, after)| {
            let taken = after.time_of(fresh.kept.timestamp, rate);
            before.timestamp_at(taken, rate).wrapping_sub(last.came) as i32
        });
        let plausible = |told: &i32| told.wrapping_sub(passed).unsigned_abs() < rate;
        let units = told.filter(plausible).unwrap_or(passed).max(1);
        last.seen
            .wrapping_add(units as u32)
            .wrapping_sub(fresh.kept.timestamp)
    }
}
