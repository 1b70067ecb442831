//! Whom a room no longer lets in, though they hold a token that has not expired.
//!
//! LiveKit does not take tokens back; DOMAIN.md does: removal denies an identity until its last
//! token has expired, and only a token minted after that (a readmission) opens the room again.

use std::collections::HashMap;

use wellmet_foundation::Instant;
use wellmet_vocabulary::MEDIA_TOKEN_LIFE as LIFE;

use crate::token::{LEEWAY, seconds};

/// The tokens minted for one room, and the removals from it.
#[derive(Debug, Default)]
pub(crate) struct Denials {
    people: HashMap<String, Standing>,
}

#[derive(Debug)]
struct Standing {
    /// When the last token minted for them expires.
    last_expires_at: Instant,
    /// Tokens good from this second or earlier are refused.
    denied_through: Option<i64>,
}

impl Denials {
    /// The earliest `nbf` (seconds) a new token for `identity` may carry: after a removal, later
    /// than every token it denied, even within the same second.
    pub(crate) fn earliest(&self, identity: &str, now: Instant) -> i64 {
        let denied = self
            .people
            .get(identity)
            .and_then(|standing| standing.denied_through);
        denied.map_or(seconds(now), |through| seconds(now).max(through + 1))
    }

    /// Remembers that a token was minted.
    pub(crate) fn minted(&mut self, identity: &str, expires_at: Instant) {
        let standing = self.people.entry(identity.to_owned()).or_insert(Standing {
            last_expires_at: expires_at,
            denied_through: None,
        });
        standing.last_expires_at = standing.last_expires_at.max(expires_at);
    }

    /// Refuses every token minted for `identity` up to `now`.
    pub(crate) fn deny(&mut self, identity: &str, now: Instant) {
        let through = self.earliest(identity, now);
        // Nobody remembers a token minted before a restart, but it cannot live longer than this.
        self.minted(identity, now + LIFE);
        if let Some(standing) = self.people.get_mut(identity) {
            standing.denied_through = Some(through);
        }
    }

    /// Whether a token of `identity`, good from second `not_before`, has been taken back.
    pub(crate) fn refuses(&self, identity: &str, not_before: i64) -> bool {
        let denied = self
            .people
            .get(identity)
            .and_then(|standing| standing.denied_through);
        denied.is_some_and(|through| not_before <= through)
    }

    /// Forgets those whose last token could not open the room any more anyway.
    pub(crate) fn sweep(&mut self, now: Instant) {
        self.people
            .retain(|_, standing| now < standing.last_expires_at + LEEWAY);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Instant = Instant::from_millis(1_800_000_000_000);

    #[test]
    fn removal_refuses_every_token_minted_so_far() {
        let mut denials = Denials::default();
        let nbf = denials.earliest("a", NOW);
        denials.minted("a", NOW + LIFE);
        assert!(!denials.refuses("a", nbf));
        denials.deny("a", NOW);
        assert!(denials.refuses("a", nbf));
        assert!(!denials.refuses("b", nbf));
    }

    #[test]
    fn a_token_minted_after_readmission_opens_even_within_the_same_second() {
        let mut denials = Denials::default();
        for _ in 0..3 {
            let nbf = denials.earliest("a", NOW);
            denials.minted("a", NOW + LIFE);
            assert!(!denials.refuses("a", nbf));
            denials.deny("a", NOW);
            assert!(denials.refuses("a", nbf));
        }
    }

    #[test]
    fn a_denial_outlives_the_last_token_and_is_then_forgotten() {
        let mut denials = Denials::default();
        let nbf = denials.earliest("a", NOW);
        denials.deny("a", NOW);
        denials.sweep(NOW + LIFE + LEEWAY - Duration::from_millis(1));
        assert!(denials.refuses("a", nbf));
        denials.sweep(NOW + LIFE + LEEWAY);
        assert!(denials.people.is_empty());
    }
}
