//! Times in sender reports.

use std::time::Duration;

/// NTP timestamp format: seconds in the upper 32 bits, fractions below. Which second is 0 matters to nobody
/// (RFC 3550 section 6.4.1 allows any clock that all of a sender's reports share).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NtpTime(pub(crate) u64);

impl NtpTime {
    pub(crate) fn from_elapsed(elapsed: Duration) -> Self {
        let fraction = (u64::from(elapsed.subsec_nanos()) << 32) / 1_000_000_000;
        Self(elapsed.as_secs() << 32 | fraction)
    }

    /// The middle 32 bits, as report blocks repeat them: units of 1/65536 s.
    pub(crate) fn middle(self) -> u32 {
        (self.0 >> 16) as u32
    }

    /// `self - earlier` in fractions of 2^-32 s, across wraps.
    pub(crate) fn since(self, earlier: Self) -> i64 {
        self.0.wrapping_sub(earlier.0) as i64
    }

    pub(crate) fn plus(self, fractions: i64) -> Self {
        Self(self.0.wrapping_add_signed(fractions))
    }
}

/// Which media time a sender's clock stood at: the heart of a sender report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SenderInfo {
    pub(crate) ntp: NtpTime,
    pub(crate) timestamp: u32,
}

impl SenderInfo {
    /// The media timestamp at another instant of the same clock.
    pub(crate) fn timestamp_at(&self, ntp: NtpTime, clock_rate: u32) -> u32 {
        let moved = (i128::from(ntp.since(self.ntp)) * i128::from(clock_rate)) >> 32;
        self.timestamp.wrapping_add(moved as u32)
    }

    /// When the media at `timestamp` was taken, by the same clock.
    pub(crate) fn time_of(&self, timestamp: u32, clock_rate: u32) -> NtpTime {
        let units = timestamp.wrapping_sub(self.timestamp) as i32;
        self.ntp
            .plus((i64::from(units) << 32) / i64::from(clock_rate.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_time_follows_the_clock_both_ways() {
        let info = SenderInfo {
            ntp: NtpTime(5 << 32),
            timestamp: 90_000,
        };
        assert_eq!(info.timestamp_at(NtpTime(6 << 32), 90_000), 180_000);
        assert_eq!(
            info.timestamp_at(NtpTime((4 << 32) + (1 << 31)), 90_000),
            45_000
        );
        assert_eq!(info.time_of(180_000, 90_000), NtpTime(6 << 32));
        assert_eq!(info.time_of(45_000, 90_000), NtpTime((4 << 32) + (1 << 31)));
        assert_eq!(
            NtpTime::from_elapsed(Duration::from_millis(1500)),
            NtpTime(3 << 31)
        );
    }
}
