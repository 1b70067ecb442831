//! Statistics of one received stream, for receiver reports (RFC 3550 section 6.4 and appendix A).

use std::time::Instant;

use crate::rtcp::{NtpTime, ReportBlock};

#[derive(Debug)]
pub(crate) struct ReceiveStats {
    first: u64,
    highest: u64,
    received: u64,
    /// As of the last report.
    expected_before: u64,
    received_before: u64,
    /// In timestamp units, times 16.
    jitter: u32,
    /// Of 256, in the last report.
    fraction_lost: u8,
    /// Arrival minus timestamp of the last packet, in timestamp units.
    transit: u32,
    /// The last sender report's time and when it came.
    last_report: Option<(NtpTime, Instant)>,
}

impl ReceiveStats {
    pub(crate) fn new(index: u64) -> Self {
        Self {
            first: index,
            highest: index,
            received: 0,
            expected_before: 0,
            received_before: 0,
            jitter: 0,
            fraction_lost: 0,
            transit: 0,
            last_report: None,
        }
    }

    /// A packet came `elapsed` timestamp units after some fixed instant.
    pub(crate) fn arrived(&mut self, index: u64, timestamp: u32, elapsed: u32) {
        let transit = elapsed.wrapping_sub(timestamp);
        if self.received > 0 {
            let change = (transit.wrapping_sub(self.transit) as i32).unsigned_abs();
            self.jitter = self
                .jitter
                .saturating_add(change)
                .saturating_sub((self.jitter + 8) >> 4);
        }
        self.transit = transit;
        self.first = self.first.min(index);
        self.highest = self.highest.max(index);
        self.received += 1;
    }

    pub(crate) fn sender_reported(&mut self, now: Instant, ntp: NtpTime) {
        self.last_report = Some((ntp, now));
    }

    /// The share lost up to the last report, from 0 to 1.
    pub(crate) fn loss(&self) -> f32 {
        f32::from(self.fraction_lost) / 256.0
    }

    /// In timestamp units.
    pub(crate) fn jitter(&self) -> u32 {
        self.jitter >> 4
    }

    /// The block for the next report; counts since the last one start anew.
    pub(crate) fn report(&mut self, now: Instant, ssrc: u32) -> ReportBlock {
        let expected = self.highest - self.first + 1;
        let lost = expected as i64 - self.received as i64;
        let (expected_since, received_since) = (
            expected - self.expected_before.min(expected),
            self.received - self.received_before,
        );
        let lost_since = expected_since.saturating_sub(received_since);
        (self.expected_before, self.received_before) = (expected, self.received);
        let (last_report, delay) = self.last_report.map_or((0, 0), |(ntp, at)| {
            let delay = now.saturating_duration_since(at).as_micros() * 65_536 / 1_000_000;
            (ntp.middle(), u32::try_from(delay).unwrap_or(u32::MAX))
        });
        let share = (lost_since * 256).checked_div(expected_since);
        self.fraction_lost = share.unwrap_or(0).min(255) as u8;
        ReportBlock {
            ssrc,
            fraction_lost: self.fraction_lost,
            lost: lost.clamp(-0x80_0000, 0x7F_FFFF) as i32,
            highest: self.highest as u32,
            jitter: self.jitter >> 4,
            last_report,
            delay,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_quarter_lost_is_reported_as_a_quarter() {
        let now = Instant::now();
        let mut stats = ReceiveStats::new(1000);
        for index in (1000..1100).filter(|index| index % 4 != 3) {
            stats.arrived(index, index as u32 * 90, index as u32 * 90);
        }
        stats.sender_reported(now, NtpTime(0x1122_3344_5566_7788));
        let block = stats.report(now + Duration::from_millis(500), 7);
        assert_eq!(
            (block.lost, block.fraction_lost, block.highest),
            (24, 62, 1098)
        );
        assert_eq!(
            (block.jitter, block.last_report, block.delay),
            (0, 0x3344_5566, 32_768)
        );
        assert_eq!(stats.report(now, 7).fraction_lost, 0, "nothing came since");
    }
}
