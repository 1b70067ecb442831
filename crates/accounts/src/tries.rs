//! How often signing in may be tried, and by whom.
//!
//! Invariant: nobody at another address can keep a person out. Only tries from one's own address
//! are ever refused; what the rest of the world tries at an account slows down the addresses from
//! which nobody signed in to it, and bars none.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use wellmet_foundation::http::{ClientAddress, RateLimit, TooMany};
use wellmet_foundation::{Clock, Instant};

use crate::newcomer::{LONGEST_EMAIL, normal_email};

/// Tries at once for one account from one address, then one more each half minute: 2,900 guesses
/// a day.
const PER_EMAIL_HERE: (NonZeroU32, Duration) = (count(10), Duration::from_secs(30));
/// Tries at once for one account from everywhere; while there are more, strange addresses are slowed.
const PER_EMAIL_ANYWHERE: (NonZeroU32, Duration) = (count(20), Duration::from_secs(60));
/// Tries at once from one address, which a whole practice may share.
const PER_ADDRESS: (NonZeroU32, Duration) = (count(60), Duration::from_secs(5));
/// How much slower: a nuisance to who mistyped, and a cost to who guesses.
pub(crate) const SLOWED_BY: Duration = Duration::from_secs(3);
/// How long an address is remembered from which somebody signed in.
const REMEMBERED: Duration = Duration::from_secs(30 * 24 * 3_600);

/// One account, from one address; none where no edge stands in front.
type Here = (String, Option<IpAddr>);

/// How often signing in was tried. Cheap to clone. It is forgotten when the process ends: then
/// nobody waits, and everybody's address is strange once more.
#[derive(Debug, Clone)]
pub(crate) struct Tries {
    clock: Clock,
    by_email_here: RateLimit<Here>,
    by_email: RateLimit<String>,
    by_address: RateLimit<IpAddr>,
    /// From where somebody signed in to an account, and when last. Held for single statements.
    known: Arc<Mutex<HashMap<Here, Instant>>>,
}

impl Tries {
    pub(crate) fn new(clock: &Clock) -> Self {
        let (here, anywhere) = (PER_EMAIL_HERE, PER_EMAIL_ANYWHERE);
        Self {
            by_email_here: RateLimit::new(here.0, here.1, clock.clone()),
            by_email: RateLimit::new(anywhere.0, anywhere.1, clock.clone()),
            by_address: RateLimit::new(PER_ADDRESS.0, PER_ADDRESS.1, clock.clone()),
            known: Arc::default(),
            clock: clock.clone(),
        }
    }

    /// Counts a try at the account of `email`, which need not exist, and gives how long it must
    /// wait before it is looked at.
    pub(crate) fn count(
        &self,
        email: &str,
        from: Option<ClientAddress>,
    ) -> Result<Duration, TooMany> {
        if let Some(from) = from {
            self.by_address.check(&from.party())?;
        }
        let here = here(email, from);
        self.by_email_here.check(&here)?;
        if self.is_known(&here) || self.by_email.check(&here.0).is_ok() {
            Ok(Duration::ZERO)
        } else {
            Ok(SLOWED_BY)
        }
    }

    /// Somebody signed in to the account of `email` from there.
    pub(crate) fn succeeded(&self, email: &str, from: Option<ClientAddress>) {
        let now = self.clock.now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, last| now.since(*last) < REMEMBERED);
        known.insert(here(email, from), now);
    }

    fn is_known(&self, here: &Here) -> bool {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let last = known.get(here).copied();
        last.is_some_and(|last| self.clock.now().since(last) < REMEMBERED)
    }
}

/// What is longer than an address can be is nobody's, and must not be remembered whole.
fn here(email: &str, from: Option<ClientAddress>) -> Here {
    let email = normal_email(email).chars().take(LONGEST_EMAIL).collect();
    (email, from.map(ClientAddress::party))
}

const fn count(count: u32) -> NonZeroU32 {
    match NonZeroU32::new(count) {
        Some(count) => count,
        None => NonZeroU32::MIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAM: &str = "sam@example.org";

    fn address(number: u8) -> Option<ClientAddress> {
        Some(ClientAddress([192, 0, 2, number].into()))
    }

    fn tries() -> (Clock, Tries) {
        let clock = Clock::mock(Instant::from_millis(0));
        let tries = Tries::new(&clock);
        (clock, tries)
    }

    #[test]
    fn one_address_cannot_try_every_account() {
        let (clock, tries) = tries();
        for n in 0..60 {
            assert!(tries.count(&format!("{n}@example.org"), address(1)).is_ok());
        }
        assert!(tries.count("sixty@example.org", address(1)).is_err());
        assert!(tries.count("sixty@example.org", address(2)).is_ok());
        clock.advance(PER_ADDRESS.1);
        assert!(tries.count("sixty@example.org", address(1)).is_ok());
    }

    #[test]
    fn who_tries_elsewhere_does_not_keep_a_person_out() {
        let (_, tries) = tries();
        for _ in 0..10 {
            assert!(tries.count(SAM, address(1)).is_ok());
        }
        assert!(tries.count(SAM, address(1)).is_err());
        assert_eq!(
            tries.count("SAM@example.org", address(2)).ok(),
            Some(Duration::ZERO)
        );
    }

    #[test]
    fn a_crowd_at_one_account_slows_strangers_and_not_who_signed_in_before() {
        let (clock, tries) = tries();
        tries.succeeded(SAM, address(200));
        for n in 0..20 {
            assert_eq!(tries.count(SAM, address(n)).ok(), Some(Duration::ZERO));
        }
        assert_eq!(tries.count(SAM, address(21)).ok(), Some(SLOWED_BY));
        assert_eq!(tries.count(SAM, address(200)).ok(), Some(Duration::ZERO));
        assert_eq!(
            tries.count("bo@example.org", address(21)).ok(),
            Some(Duration::ZERO)
        );
        clock.advance(PER_EMAIL_ANYWHERE.1);
        assert_eq!(tries.count(SAM, address(21)).ok(), Some(Duration::ZERO));
    }

    #[test]
    fn an_address_is_strange_again_after_a_month() {
        let (clock, tries) = tries();
        tries.succeeded(SAM, address(200));
        clock.advance(REMEMBERED);
        assert!(!tries.is_known(&here(SAM, address(200))));
        tries.succeeded("bo@example.org", address(200));
        assert_eq!(tries.known.lock().unwrap().len(), 1, "and forgotten");
    }
}
