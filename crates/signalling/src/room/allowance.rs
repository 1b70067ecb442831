//! How much one person may send the others over data channels: a burst, and a rate after it.

use wellmet_foundation::Instant;

/// Messages: what fast typing, a pointer shown to others and a file in pieces need together.
const MESSAGES: Limit = Limit {
    burst: 300,
    per_second: 100,
};
/// Bytes: a picture at once, a file at the pace of a good line.
const BYTES: Limit = Limit {
    burst: 2 << 20,
    per_second: 512 * 1024,
};

struct Limit {
    burst: u64,
    per_second: u64,
}

#[derive(Debug)]
pub(super) struct Allowance {
    at: Option<Instant>,
    messages: u64,
    bytes: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            at: None,
            messages: MESSAGES.burst,
            bytes: BYTES.burst,
        }
    }
}

impl Allowance {
    /// Whether a message of so many bytes may pass now; it counts only if it may.
    pub(super) fn take(&mut self, now: Instant, bytes: usize) -> bool {
        let passed = self.at.map_or(0, |at| now.since(at).as_millis() as u64);
        // Less than the time of one message is kept for later.
        if passed >= 10 || self.at.is_none() {
            self.at = Some(now);
            self.messages = MESSAGES.refilled(self.messages, passed);
            self.bytes = BYTES.refilled(self.bytes, passed);
        }
        match (
            self.messages.checked_sub(1),
            self.bytes.checked_sub(bytes as u64),
        ) {
            (Some(messages), Some(bytes)) => {
                (self.messages, self.bytes) = (messages, bytes);
                true
            }
            _ => false,
        }
    }
}

impl Limit {
    fn refilled(&self, left: u64, millis: u64) -> u64 {
        let more = self.per_second.saturating_mul(millis) / 1_000;
        left.saturating_add(more).min(self.burst)
    }
}
