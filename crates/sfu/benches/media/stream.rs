//! One stream as its receiver sees it: what is missing, and what there is to report.

use std::time::{Duration, Instant};

use crate::rtcp::Block;

/// How long a packet may merely be out of order, and how soon it is asked for again.
const REORDER: Duration = Duration::from_millis(10);
const REPEAT: Duration = Duration::from_millis(100);
const TRIES: u8 = 5;

pub(crate) struct Stream {
    /// Video asks for what it misses.
    video: bool,
    first: u32,
    highest: u32,
    received: u32,
    reported: (u32, u32),
    missing: Vec<Missing>,
    sender_report: Option<(u32, Instant)>,
}

struct Missing {
    sequence: u16,
    due: Instant,
    tries: u8,
}

impl Stream {
    pub(crate) fn new(sequence: u16, video: bool) -> Self {
        let first = u32::from(sequence);
        Self {
            video,
            first,
            highest: first.wrapping_sub(1),
            received: 0,
            reported: (0, 0),
            missing: Vec::new(),
            sender_report: None,
        }
    }

    pub(crate) fn arrived(&mut self, sequence: u16, now: Instant) {
        self.received += 1;
        let ahead = sequence.wrapping_sub(self.highest as u16) as i16;
        if ahead <= 0 {
            self.repaired(sequence);
            return;
        }
        for behind in (1..ahead.min(200)).rev().filter(|_| self.video) {
            self.missing.push(Missing {
                sequence: sequence.wrapping_sub(behind as u16),
                due: now + REORDER,
                tries: 0,
            });
        }
        self.highest = self.highest.wrapping_add(ahead as u32);
    }

    /// Whether it was missing.
    pub(crate) fn repaired(&mut self, sequence: u16) -> bool {
        let mut missing = self.missing.iter();
        let Some(at) = missing.position(|missing| missing.sequence == sequence) else {
            return false;
        };
        self.missing.swap_remove(at);
        true
    }

    /// What to ask for now.
    pub(crate) fn wanted(&mut self, now: Instant) -> Vec<u16> {
        if self.missing.is_empty() {
            return Vec::new();
        }
        self.missing.retain(|missing| missing.tries < TRIES);
        let due = self.missing.iter_mut().filter(|missing| missing.due <= now);
        due.map(|missing| {
            missing.due = now + REPEAT;
            missing.tries += 1;
            missing.sequence
        })
        .collect()
    }

    pub(crate) fn sender_reported(&mut self, middle: u32, now: Instant) {
        self.sender_report = Some((middle, now));
    }

    pub(crate) fn report(&mut self, ssrc: u32, now: Instant) -> Block {
        let expected = self.highest.wrapping_sub(self.first).wrapping_add(1);
        let since = (expected - self.reported.0, self.received - self.reported.1);
        self.reported = (expected, self.received);
        let lost = since.0.saturating_sub(since.1);
        let delay = |at: Instant| ((now - at).as_secs_f64() * 65_536.0) as u32;
        Block {
            ssrc,
            fraction_lost: (lost * 256).checked_div(since.0).unwrap_or(0).min(255) as u8,
            lost: expected.saturating_sub(self.received),
            highest: self.highest,
            last_report: self.sender_report.map_or(0, |(middle, _)| middle),
            delay: self.sender_report.map_or(0, |(_, at)| delay(at)),
        }
    }
}
