//! What was sent and has not been reported on: transport-wide number to size and time.
//!
//! Invariant: bounded, and each packet's fate is told at most once as lost and at most once as arrived.

use std::collections::VecDeque;

/// Packets remembered; a connection that carries more between two reports loses the oldest.
const MAX_SENT: usize = 4096;
/// Packets older than this are forgotten, reported or not.
const MAX_AGE_MICROS: u32 = 2_000_000;

/// A packet on its way.
#[derive(Clone, Copy, Debug)]
struct Sent {
    /// The lower 32 bits of the time in microseconds: entries are far younger than their wrap.
    at: u32,
    /// With headers; 0 once it has arrived.
    size: u16,
    /// The probe it belongs to; 0 for none.
    probe: u8,
    padding: bool,
    lost: bool,
}

/// What is told of a packet as it leaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet {
    /// In bytes, with headers.
    pub(crate) size: usize,
    pub(crate) probe: u8,
    pub(crate) padding: bool,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fate {
    /// In microseconds of our clock.
    pub(crate) sent: u64,
    /// In bytes.
    pub(crate) size: u16,
    pub(crate) probe: u8,
    /// It carried nothing but padding.
    pub(crate) padding: bool,
    /// In microseconds of the receiver's clock; `None` when it has not arrived.
    pub(crate) arrival: Option<i64>,
}

#[derive(Debug, Default)]
pub(crate) struct SentLog {
    /// The first entry's number.
    base: u64,
    entries: VecDeque<Sent>,
}

impl SentLog {
    /// Packet `number` left; numbers rise by one.
    pub(crate) fn sent(&mut self, now: u64, number: u64, packet: Packet) {
        if self.base + self.entries.len() as u64 != number {
            self.entries.clear();
            self.base = number;
        }
        if self.entries.len() == MAX_SENT {
            self.entries.pop_front();
            self.base += 1;
        }
        self.entries.push_back(Sent {
            at: now as u32,
            size: u16::try_from(packet.size).unwrap_or(u16::MAX).max(1),
            probe: packet.probe,
            padding: packet.padding,
            lost: false,
        });
    }

    /// The fate of packet `number`, if it is news.
    pub(crate) fn resolve(&mut self, now: u64, number: u64, arrival: Option<i64>) -> Option<Fate> {
        let place = usize::try_from(number.checked_sub(self.base)?).ok()?;
        let entry = self.entries.get_mut(place)?;
        let news = entry.size > 0 && (arrival.is_some() || !entry.lost);
        if !news {
            return None;
        }
        let fate = Fate {
            sent: now - u64::from((now as u32).wrapping_sub(entry.at)).min(now),
            size: entry.size,
            probe: entry.probe,
            padding: entry.padding,
            arrival,
        };
        match arrival {
            Some(_) => entry.size = 0,
            None => entry.lost = true,
        }
        Some(fate)
    }

    /// Forgets what needs no report any more.
    pub(crate) fn trim(&mut self, now: u64) {
        let done =
            |entry: &&Sent| entry.size == 0 || (now as u32).wrapping_sub(entry.at) > MAX_AGE_MICROS;
        let count = self.entries.iter().take_while(done).count();
        self.entries.drain(..count);
        self.base += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packet(size: usize, probe: u8) -> Packet {
        Packet {
            size,
            probe,
            padding: false,
        }
    }

    #[test]
    fn a_fate_has_the_packets_own_time_and_size() {
        let (mut log, now) = (SentLog::default(), u64::from(u32::MAX) - 50);
        (0..10).for_each(|number| log.sent(now + 10 * number, 70_000 + number, packet(100, 3)));
        let fate = log.resolve(now + 90, 70_007, Some(5)).unwrap();
        let expected = Fate {
            sent: now + 70,
            size: 100,
            probe: 3,
            padding: false,
            arrival: Some(5),
        };
        assert_eq!(fate, expected, "across the wrap of the short time");
        assert_eq!(log.resolve(now + 90, 70_007, Some(5)), None, "told already");
        assert!(log.resolve(now, 70_008, None).is_some());
        assert_eq!(log.resolve(now, 70_008, None), None, "lost only once");
        assert!(log.resolve(now, 70_008, Some(6)).is_some(), "it came late");
    }

    proptest! {
        #[test]
        fn each_packet_arrives_at_most_once_and_the_log_stays_bounded(
            steps in prop::collection::vec((0u8..3, 0u64..6000, any::<bool>()), 1..400),
        ) {
            let (mut log, mut next, mut arrived) = (SentLog::default(), 1u64, std::collections::HashSet::new());
            for (step, by, came) in steps {
                match step {
                    0 => (0..by.min(700)).for_each(|_| { log.sent(next * 10, next, packet(1200, 0)); next += 1; }),
                    1 => {
                        let number = next.saturating_sub(by);
                        let fate = log.resolve(next * 10, number, came.then_some(1));
                        if fate.is_some_and(|fate| fate.arrival.is_some()) {
                            prop_assert!(arrived.insert(number));
                            prop_assert_eq!(fate.unwrap().sent, number * 10);
                        }
                    }
                    _ => log.trim(next * 10),
                }
                prop_assert!(log.entries.len() <= MAX_SENT);
            }
        }
    }
}
