//! Our last flight of the handshake, sent again when the client repeats its own (RFC 6347 section 4.2.4).
//!
//! The stack beneath forgets its timer whenever something comes that takes the handshake no further, such as a flight
//! repeated before that timer fires; browsers repeat theirs after 50 ms. A lost flight was then never sent again.
//! A repeated record is the same record, so that who has it already drops it as a replay.

use std::time::{Duration, Instant};

use bytes::BytesMut;

use super::record::{self, Place};

/// A client that repeats faster is answered no more often.
const REST: Duration = Duration::from_millis(30);
/// Answers to repetitions of one flight.
const MAX_REPEATS: u8 = 16;

#[derive(Default)]
pub(super) struct Flight {
    datagrams: Vec<BytesMut>,
    sent: Option<Instant>,
    repeats: u8,
    /// How far the client has come.
    furthest: Option<Place>,
}

/// The furthest fragment of the handshake that a datagram has in the clear.
pub(super) fn furthest(datagram: &[u8]) -> Option<Place> {
    let records = record::all(datagram).flatten();
    records.filter_map(|record| record.place()).max()
}

impl Flight {
    /// A new flight leaves.
    pub(super) fn begin(&mut self, now: Instant, datagrams: Vec<BytesMut>) {
        (self.datagrams, self.sent, self.repeats) = (datagrams, Some(now), 0);
    }

    /// Messages up to `place` came; whether that is no news.
    pub(super) fn is_repeat(&mut self, place: Option<Place>) -> bool {
        let repeated = place.is_some() && place <= self.furthest;
        self.furthest = self.furthest.max(place);
        repeated
    }

    /// The client has repeated its flight, to which this was the answer: what to send again.
    pub(super) fn again(&mut self, now: Instant) -> &[BytesMut] {
        let rested = |sent| now.saturating_duration_since(sent) >= REST;
        if self.repeats == MAX_REPEATS || !self.sent.is_some_and(rested) {
            return &[];
        }
        (self.sent, self.repeats) = (Some(now), self.repeats + 1);
        &self.datagrams
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use super::*;

    fn place(message: u16, offset: u32) -> Option<Place> {
        Some(Place { message, offset })
    }

    #[test]
    fn a_repetition_is_what_brings_nothing_further() {
        let mut flight = Flight::default();
        assert!(!flight.is_repeat(place(0, 0)));
        assert!(flight.is_repeat(place(0, 0)));
        assert!(!flight.is_repeat(place(1, 0)));
        assert!(!flight.is_repeat(place(1, 900)), "a further fragment");
        assert!(flight.is_repeat(place(1, 0)));
        assert!(!flight.is_repeat(None), "no handshake message in the clear");
    }

    #[test]
    fn answers_are_bounded_in_number_and_rate() {
        let (mut flight, now) = (Flight::default(), Instant::now());
        assert_eq!(flight.again(now).len(), 0, "nothing was sent");
        flight.begin(now, vec![BytesMut::from(&b"flight"[..])]);
        assert_eq!(flight.again(now + REST / 2).len(), 0);
        let answers = (1..100).filter(|count| !flight.again(now + REST * *count).is_empty());
        assert_eq!(answers.count(), usize::from(MAX_REPEATS));
        flight.begin(now, vec![BytesMut::from(&b"next"[..])]);
        assert_eq!(flight.again(now + REST).len(), 1);
    }
}
