//! What waits to be written to one channel, because the association has enough under way.

use std::{collections::VecDeque, time::Instant};

use bytes::Bytes;

use super::{DataChannel, cost};

/// Bytes the association has of the reliable channel at a time. With the bytes under way it bounds the rate at
/// a given round trip: 128 kB a round trip.
const RELIABLE_AHEAD: usize = 128 * 1024;
/// Of a lossy one: what is stale when it leaves helps nobody.
const LOSSY_AHEAD: usize = 32 * 1024;
/// Bytes that wait for a lossy channel, beyond which the oldest are dropped.
pub(super) const MAX_LOSSY: usize = 128 * 1024;

#[derive(Debug)]
pub(super) struct Lane {
    reliable: bool,
    waiting: VecDeque<Bytes>,
    bytes: usize,
    /// Handed to the association, neither acknowledged nor given up.
    ahead: usize,
    /// When something was last acknowledged, or began to wait.
    moved: Option<Instant>,
}

impl Lane {
    pub(super) fn new(channel: DataChannel) -> Self {
        Self {
            reliable: channel == DataChannel::Reliable,
            waiting: VecDeque::new(),
            bytes: 0,
            ahead: 0,
            moved: None,
        }
    }

    /// Takes a message in; the oldest of a lossy lane make room for it.
    pub(super) fn push(&mut self, now: Instant, message: Bytes) {
        self.moved.get_or_insert(now);
        self.bytes += cost(&message);
        self.waiting.push_back(message);
        while !self.reliable && self.bytes > MAX_LOSSY && self.pop().is_some() {}
    }

    /// The next message the association may have.
    pub(super) fn next(&mut self) -> Option<Bytes> {
        let limit = if self.reliable {
            RELIABLE_AHEAD
        } else {
            LOSSY_AHEAD
        };
        let message = (self.ahead < limit).then(|| self.pop()).flatten()?;
        self.ahead += cost(&message);
        Some(message)
    }

    /// The association has `bytes` less of it: acknowledged, or given up.
    pub(super) fn released(&mut self, now: Instant, bytes: usize) {
        self.ahead = self.ahead.saturating_sub(bytes);
        self.moved = (self.ahead > 0 || !self.waiting.is_empty()).then_some(now);
    }

    /// Forgets everything; how many bytes that was.
    pub(super) fn clear(&mut self) -> usize {
        let dropped = self.bytes + self.ahead;
        self.waiting.clear();
        (self.bytes, self.ahead, self.moved) = (0, 0, None);
        dropped
    }

    /// Since when nothing has moved, while something should.
    pub(super) fn stands_since(&self) -> Option<Instant> {
        self.moved
    }

    fn pop(&mut self) -> Option<Bytes> {
        let message = self.waiting.pop_front()?;
        self.bytes = self.bytes.saturating_sub(cost(&message));
        Some(message)
    }
}
