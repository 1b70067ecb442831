//! How often a door may be tried.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use wellmet_foundation::Clock;
use wellmet_foundation::http::{ClientAddress, RateLimit, TooMany};
use wellmet_foundation::secret::TokenHash;

/// Looks through one link at once; a page left open looks every 15 s.
const LOOKS: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
const LOOK_REFILL: Duration = Duration::from_secs(2);
/// Joins through one link at once.
const JOINS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
const JOIN_REFILL: Duration = Duration::from_secs(6);
/// Tries from one address at once: enough for a whole ward behind it.
const PARTY: NonZeroU32 = NonZeroU32::MIN.saturating_add(299);
const PARTY_REFILL: Duration = Duration::from_millis(200);
/// Tries of everybody together. A crowd before the hour (10,000 visits in ten minutes, each a few
/// tries) stays far below; it bounds what guessing can cost the database.
const ALL: NonZeroU32 = NonZeroU32::MIN.saturating_add(1_999);
const ALL_REFILL: Duration = Duration::from_millis(5);

/// Counts tries: for each link, for each address, and for all together.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    looks: RateLimit<TokenHash>,
    joins: RateLimit<TokenHash>,
    parties: RateLimit<IpAddr>,
    all: RateLimit<()>,
}

impl Limits {
    pub(crate) fn new(clock: &Clock) -> Self {
        Self {
            looks: RateLimit::new(LOOKS, LOOK_REFILL, clock.clone()),
            joins: RateLimit::new(JOINS, JOIN_REFILL, clock.clone()),
            parties: RateLimit::new(PARTY, PARTY_REFILL, clock.clone()),
            all: RateLimit::new(ALL, ALL_REFILL, clock.clone()),
        }
    }

    pub(crate) fn look(
        &self,
        link: &TokenHash,
        from: Option<ClientAddress>,
    ) -> Result<(), TooMany> {
        self.anybody(from)?;
        self.looks.check(link)
    }

    pub(crate) fn join(
        &self,
        link: &TokenHash,
        from: Option<ClientAddress>,
    ) -> Result<(), TooMany> {
        self.anybody(from)?;
        self.joins.check(link)
    }

    /// One address is stopped before it can use up what is everybody's.
    fn anybody(&self, from: Option<ClientAddress>) -> Result<(), TooMany> {
        if let Some(from) = from {
            self.parties.check(&from.party())?;
        }
        self.all.check(&())
    }
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::secret::Token;
    use wellmet_foundation::{Instant, Rng};

    use super::*;

    #[test]
    fn who_guesses_from_one_address_is_stopped_and_nobody_else_is() {
        let limits = Limits::new(&Clock::mock(Instant::from_millis(0)));
        let rng = Rng::seeded(1);
        let guesser = Some(ClientAddress("192.0.2.1".parse().unwrap()));
        let guesses = (0..5_000)
            .filter(|_| limits.look(&Token::random(&rng).hash(), guesser).is_ok())
            .count();
        assert_eq!(guesses, 300);
        let patient = Some(ClientAddress("192.0.2.2".parse().unwrap()));
        assert!(limits.join(&Token::random(&rng).hash(), patient).is_ok());
    }

    #[test]
    fn all_together_are_stopped_in_the_end() {
        let limits = Limits::new(&Clock::mock(Instant::from_millis(0)));
        let rng = Rng::seeded(1);
        let tries = (0..5_000)
            .filter(|_| limits.look(&Token::random(&rng).hash(), None).is_ok())
            .count();
        assert_eq!(tries, 2_000);
    }
}
