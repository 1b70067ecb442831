//! When the packets of one connection arrived, by transport-wide sequence number: what feedback is made of.
//! Without it Chrome's bandwidth estimate falls to 30 kbit/s.
//!
//! Invariant: bounded, and every packet is reported at most once.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use crate::{
    rtcp::{Compound, Received, write_transport_feedback},
    srtp::nearest,
};

/// How often feedback is sent while packets arrive.
pub(crate) const INTERVAL: Duration = Duration::from_millis(50);
/// Statuses in one feedback, so that it fits a datagram even if each needs a two-byte delta.
const PER_FEEDBACK: usize = 400;
/// Packets waiting to be reported; a gap larger than this is a restart of the numbering.
const WINDOW: usize = 2000;

pub(crate) struct Arrivals {
    epoch: Instant,
    /// The first packet not reported yet; `None` before the first arrival.
    base: Option<u64>,
    statuses: VecDeque<Received>,
    feedbacks: u8,
    media: u32,
}

impl Arrivals {
    pub(crate) fn new(epoch: Instant) -> Self {
        Self {
            epoch,
            base: None,
            statuses: VecDeque::new(),
            feedbacks: 0,
            media: 0,
        }
    }

    /// An authenticated packet of stream `media` came with this transport-wide number.
    pub(crate) fn record(&mut self, now: Instant, media: u32, sequence: u16) {
        self.media = media;
        let base = *self.base.get_or_insert(u64::from(sequence) + 0x1_0000);
        let index = nearest(base + self.statuses.len() as u64, sequence);
        // Reported as lost already: the sender counts it so, which is what late means to it.
        let Some(place) = index.checked_sub(base) else {
            return;
        };
        let place = place as usize;
        if place >= WINDOW {
            self.statuses.clear();
            self.base = Some(index);
            return self.record(now, media, sequence);
        }
        if place >= self.statuses.len() {
            self.statuses.resize(place + 1, None);
        }
        let micros = now.saturating_duration_since(self.epoch).as_micros() as i64;
        if let Some(status) = self.statuses.get_mut(place) {
            status.get_or_insert(micros);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.statuses.is_empty()
    }

    /// Adds one feedback to `compound` and forgets what it reports; `false` when nothing waits.
    pub(crate) fn report(&mut self, compound: &mut Compound) -> bool {
        self.skip_missing();
        let Some(base) = self.base.filter(|_| !self.statuses.is_empty()) else {
            return false;
        };
        let count = self.statuses.len().min(PER_FEEDBACK);
        let statuses = self
            .statuses
            .make_contiguous()
            .get(..count)
            .unwrap_or_default();
        let mut buffer = [0; 1100];
        if let Some(len) =
            write_transport_feedback(base as u16, statuses, self.feedbacks, &mut buffer)
        {
            compound.transport_feedback(self.media, buffer.get(..len).unwrap_or_default());
            self.feedbacks = self.feedbacks.wrapping_add(1);
        }
        self.statuses.drain(..count);
        self.base = Some(base + count as u64);
        true
    }

    /// A feedback's first packet must have arrived: its time is the reference. A leading gap is reported by
    /// its absence, which senders read as loss once a later packet is reported.
    fn skip_missing(&mut self) {
        let missing = self
            .statuses
            .iter()
            .take_while(|status| status.is_none())
            .count();
        self.statuses.drain(..missing);
        self.base = self.base.map(|base| base + missing as u64);
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use super::*;
    use crate::rtcp::{Feedback, Packet, Packets};

    fn highest(compound: &Compound) -> Option<u16> {
        Packets::of(compound.bytes()).find_map(|packet| match packet {
            Packet::TransportFeedback { content } => last_of(content),
            _ => None,
        })
    }

    fn last_of(content: &[u8]) -> Option<u16> {
        let feedback = Feedback::parse(content)?;
        let last = feedback
            .statuses(0)
            .enumerate()
            .filter(|(_, status)| status.is_some())
            .last()?;
        Some(feedback.base.wrapping_add(last.0 as u16))
    }

    #[test]
    fn each_arrival_is_reported_once_across_a_wrap_of_the_numbers() {
        let now = Instant::now();
        let mut arrivals = Arrivals::new(now);
        let mut compound = Compound::default();
        for (step, sequence) in (65_500u32..65_700).enumerate() {
            arrivals.record(now + Duration::from_millis(step as u64), 1, sequence as u16);
        }
        compound.begin(1);
        assert!(arrivals.report(&mut compound));
        assert_eq!(highest(&compound), Some(65_699u32 as u16));
        assert!(!arrivals.report(&mut compound));
        arrivals.record(now, 1, 65_699u32 as u16);
        assert!(arrivals.is_empty(), "a duplicate of a reported packet");
    }

    #[test]
    fn a_leap_in_the_numbers_does_not_fill_the_memory() {
        let now = Instant::now();
        let mut arrivals = Arrivals::new(now);
        for sequence in [0u16, 30_000, 60_000, 20_000] {
            arrivals.record(now, 1, sequence);
            assert!(arrivals.statuses.len() <= WINDOW);
        }
    }
}
