//! Probes: short bursts faster than the estimate, which show whether the link could carry more.
//!
//! A probe's packets are sent over [`DURATION`], a slow one's over longer, and found again by their number in the reports.

use super::sent::Fate;

/// How long a probe takes at least, in microseconds.
const DURATION: u64 = 20_000;
/// Bytes a probe consists of at least: a packet more than must have arrived.
const MIN_BYTES: f64 = 1_900.0;
/// Packets that must have arrived for a probe to tell anything, and the share of those sent.
const ENOUGH: u32 = 5;
const ARRIVED: f64 = 0.8;
/// A link whose rate the probe exceeded shows less than the probe's own rate at the far end; a little less
/// than what it showed is safe.
const SATURATED: f64 = 0.9;
const SAFE: f64 = 0.95;
/// A probe nobody reports on is over after this time, in microseconds.
const PATIENCE: u64 = 500_000;

/// One probe on its way, as the reports tell of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    pub(crate) number: u8,
    /// When it began, in microseconds.
    pub(crate) began: u64,
    /// Bits per second it is sent at, and for how long, in microseconds.
    pub(crate) rate: f64,
    duration: u64,
    /// Bytes sent so far, media and padding; and padding alone.
    sent: u32,
    padding: u32,
    packets: u32,
    lost: u32,
    bytes: u32,
    /// First and last packet that arrived.
    first: Option<Edge>,
    last: Option<Edge>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    sent: u64,
    arrival: i64,
    size: u16,
}

impl Probe {
    pub(crate) fn new(now: u64, number: u8, rate: f64) -> Self {
        Self {
            number,
            began: now,
            rate,
            duration: DURATION.max((MIN_BYTES * 8_000_000.0 / rate.max(1.0)) as u64),
            sent: 0,
            padding: 0,
            packets: 0,
            lost: 0,
            bytes: 0,
            first: None,
            last: None,
        }
    }

    pub(crate) fn is_sending(&self, now: u64) -> bool {
        now < self.began + self.duration
    }

    /// Nothing more is to be expected of it.
    pub(crate) fn is_over(&self, now: u64) -> bool {
        now > self.began + self.duration + PATIENCE
    }

    /// Counts a packet that leaves.
    pub(crate) fn add(&mut self, bytes: usize, padding: bool) {
        let bytes = u32::try_from(bytes).unwrap_or(0);
        self.sent += bytes;
        self.padding += if padding { bytes } else { 0 };
    }

    /// Bytes of padding that should have been sent by `now` and were not. Media comes on top: a frame that leaves
    /// at once would else be all there is of a probe, and show nothing.
    pub(crate) fn owed(&self, now: u64) -> u32 {
        let passed = (now.saturating_sub(self.began) + 5_000).min(self.duration);
        let due = self.rate / 8.0 * passed as f64 / 1_000_000.0;
        (due as u32).saturating_sub(self.padding)
    }

    pub(crate) fn reported(&mut self, fate: &Fate) {
        let Some(arrival) = fate.arrival else {
            self.lost += 1;
            return;
        };
        let edge = Edge {
            sent: fate.sent,
            arrival,
            size: fate.size,
        };
        self.packets += 1;
        self.bytes += u32::from(fate.size);
        if self.first.is_none_or(|first| edge.arrival < first.arrival) {
            self.first = Some(edge);
        }
        if self.last.is_none_or(|last| edge.arrival >= last.arrival) {
            self.last = Some(edge);
        }
    }

    /// The rate the link showed, once enough is known of a probe that was sent whole.
    pub(crate) fn result(&self, now: u64) -> Option<f64> {
        let (first, last) = (self.first?, self.last?);
        let reported = f64::from(self.packets) / f64::from(self.packets + self.lost);
        let whole = f64::from(self.bytes) >= ARRIVED * f64::from(self.sent);
        if self.is_sending(now) || self.packets < ENOUGH || reported < ARRIVED || !whole {
            return None;
        }
        // The first packet opens the interval and is not carried in it; on sending the last one is not.
        let sending = last.sent.saturating_sub(first.sent) as f64;
        let arriving = (last.arrival - first.arrival) as f64;
        if sending < self.duration as f64 / 4.0 || arriving <= 0.0 {
            return None;
        }
        let bits = |size: u16| f64::from(self.bytes - u32::from(size)) * 8_000_000.0;
        let (sent, arrived) = (bits(last.size) / sending, bits(first.size) / arriving);
        let shown = sent.min(arrived);
        Some(if arrived < SATURATED * sent {
            SAFE * shown
        } else {
            shown
        })
    }
}
