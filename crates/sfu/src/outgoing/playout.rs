//! How long a subscriber is asked to keep pictures before it shows them (the header extension playout-delay): as
//! long as repairs usually take. Left to itself, a browser on a short way shows each picture as it comes. One of
//! an upper temporal layer whose repair comes after the next picture is then shown no more, though it arrived.

use std::time::{Duration, Instant};

/// One in sixteen repairs comes later than usual, and both ends look at the clock only now and then.
const MARGIN: Duration = Duration::from_millis(40);
/// Beyond this a missing picture is the lesser evil.
const MAX: Duration = Duration::from_millis(250);
/// How long a wait stays at the least, for a shorter one makes pictures hurry.
const STEADY: Duration = Duration::from_secs(5);
/// What receivers take at the most when nobody asks, in units of 10 ms. With less than 50 and a minimum of 0 Chromium
/// would show pictures as they come, without any delay of its own.
const UNASKED: u16 = 1_000;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Playout {
    /// In units of 10 ms.
    wait: u16,
    /// When it was changed, and the first index of ours that says so.
    changed: Option<(Instant, u64)>,
    /// They have not confirmed a packet that says so.
    unheard: bool,
}

impl Playout {
    /// Repairs take so long now; packets from index `next` on may say so.
    pub(super) fn follow(&mut self, now: Instant, repair: Duration, next: u64) {
        let wait = if repair.is_zero() {
            0
        } else {
            (repair + MARGIN).min(MAX).as_millis().div_ceil(10) as u16
        };
        let steady = |(at, _)| now.saturating_duration_since(at) < STEADY;
        if wait == self.wait || (wait < self.wait && self.changed.is_some_and(steady)) {
            return;
        }
        *self = Self {
            wait,
            changed: Some((now, next)),
            unheard: true,
        };
    }

    /// They have a packet of this index.
    pub(super) fn confirmed(&mut self, index: u64) {
        self.unheard &= self.changed.is_some_and(|(_, first)| index < first);
    }

    /// They may have forgotten, for the section begins anew.
    pub(super) fn forgotten(&mut self) {
        self.unheard = self.changed.is_some();
    }

    /// The extension's value, while it has to be said: 12 bits of the least delay and 12 of the most, each in
    /// units of 10 ms.
    pub(super) fn word(&self) -> Option<[u8; 3]> {
        let [_, bytes @ ..] = (u32::from(self.wait) << 12 | u32::from(UNASKED)).to_be_bytes();
        self.unheard.then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::disallowed_methods,
        reason = "a test needs some instant to begin at"
    )]
    use super::*;

    const fn millis(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn a_wait_is_said_until_it_is_confirmed() {
        let (mut playout, now) = (Playout::default(), Instant::now());
        assert_eq!(playout.word(), None);
        playout.follow(now, millis(31), 500);
        assert_eq!(playout.word(), Some([0x00, 0x83, 0xE8]), "80 ms to 10 s");
        playout.confirmed(499);
        assert!(playout.word().is_some());
        playout.confirmed(500);
        assert_eq!(playout.word(), None);
        playout.follow(now, millis(35), 501);
        assert_eq!(playout.word(), None, "no news");
        playout.forgotten();
        assert!(playout.word().is_some());
    }

    #[test]
    fn it_grows_at_once_and_shrinks_with_leisure() {
        let (mut playout, now) = (Playout::default(), Instant::now());
        playout.follow(now, millis(31), 1);
        playout.follow(now, millis(900), 1);
        assert_eq!(playout.wait, 25, "beyond that a picture is left out");
        playout.follow(now + millis(4_900), millis(0), 1);
        assert_eq!(playout.wait, 25);
        playout.follow(now + millis(5_000), millis(0), 1);
        assert_eq!(playout.wait, 0);
        assert_eq!(playout.word(), Some([0, 0x03, 0xE8]), "0 to 10 s");
    }
}
