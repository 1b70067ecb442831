//! How often a door may be tried.

use std::num::NonZeroU32;
use std::time::Duration;

use wellmet_foundation::Clock;
use wellmet_foundation::http::{RateLimit, TooMany};
use wellmet_foundation::secret::TokenHash;

/// Looks through one link at once; a page left open looks every 15 s.
const LOOKS: NonZeroU32 = NonZeroU32::MIN.saturating_add(29);
const LOOK_REFILL: Duration = Duration::from_secs(2);
/// Joins through one link at once.
const JOINS: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
const JOIN_REFILL: Duration = Duration::from_secs(6);
/// Tries of all links together. A crowd before the hour (10,000 visits in ten minutes, each a few
/// tries) stays far below; it bounds what guessing can cost the database.
const ALL: NonZeroU32 = NonZeroU32::MIN.saturating_add(1_999);
const ALL_REFILL: Duration = Duration::from_millis(5);

/// Counts tries, for each link and for all together.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    looks: RateLimit<TokenHash>,
    joins: RateLimit<TokenHash>,
    all: RateLimit<()>,
}

impl Limits {
    pub(crate) fn new(clock: &Clock) -> Self {
        Self {
            looks: RateLimit::new(LOOKS, LOOK_REFILL, clock.clone()),
            joins: RateLimit::new(JOINS, JOIN_REFILL, clock.clone()),
            all: RateLimit::new(ALL, ALL_REFILL, clock.clone()),
        }
    }

    pub(crate) fn look(&self, link: &TokenHash) -> Result<(), TooMany> {
        self.all.check(&())?;
        self.looks.check(link)
    }

    pub(crate) fn join(&self, link: &TokenHash) -> Result<(), TooMany> {
        self.all.check(&())?;
        self.joins.check(link)
    }
}
