//! Limits on how often somebody may try.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use http::StatusCode;

use super::Problem;
use crate::Clock;

/// Keys that have nothing left to refill are dropped once in so many tries.
const SWEEP_EVERY: u32 = 1_024;

/// So many tries per key, refilled evenly. Cheap to clone.
#[derive(Clone)]
pub struct RateLimit<K: Hash + Eq + Clone> {
    limiter: Arc<RateLimiter<K, DashMapStateStore<K>, Ticks>>,
    tries: Arc<AtomicU32>,
    clock: Ticks,
}

/// Tried too often: when the next try is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// From now.
    pub wait: Duration,
}

impl<K: Hash + Eq + Clone> RateLimit<K> {
    /// Allows `burst` tries at once, and one more each `refill`.
    pub fn new(burst: NonZeroU32, refill: Duration, clock: Clock) -> Self {
        let quota = Quota::with_period(refill).unwrap_or(Quota::per_second(burst));
        let clock = Ticks(clock);
        let store = DashMapStateStore::default();
        let limiter = RateLimiter::new(quota.allow_burst(burst), store, clock.clone());
        Self {
            limiter: Arc::new(limiter),
            tries: Arc::default(),
            clock,
        }
    }

    /// Counts a try by `key`.
    pub fn check(&self, key: &K) -> Result<(), TooMany> {
        if self
            .tries
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(SWEEP_EVERY)
        {
            self.limiter.retain_recent();
        }
        let verdict = self.limiter.check_key(key);
        verdict.map_err(|not_until| TooMany {
            wait: not_until.wait_time_from(self.clock.now()),
        })
    }
}

impl<K: Hash + Eq + Clone> std::fmt::Debug for RateLimit<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RateLimit")
    }
}

impl From<TooMany> for Problem {
    fn from(too_many: TooMany) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-attempts",
            "Too many attempts",
            "Please wait a little and try again.",
        )
        .retry_after(too_many.wait)
    }
}

/// The workspace's clock, as the rate limiter reads it.
#[derive(Clone, Debug)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = std::time::Instant;

    fn now(&self) -> std::time::Instant {
        self.0.monotonic()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Instant;

    #[test]
    fn a_key_that_tried_too_often_waits_for_the_refill() {
        let clock = Clock::mock(Instant::from_millis(0));
        let burst = NonZeroU32::new(2).unwrap();
        let limit = RateLimit::new(burst, Duration::from_secs(60), clock.clone());
        assert!(limit.check(&"ada").is_ok());
        assert!(limit.check(&"ada").is_ok());
        assert!(limit.check(&"ada").unwrap_err().wait > Duration::from_secs(50));
        assert!(limit.check(&"bo").is_ok(), "other keys are free");
        clock.advance(Duration::from_secs(61));
        assert!(limit.check(&"ada").is_ok());
    }

    #[test]
    fn who_tried_long_ago_is_forgotten() {
        let clock = Clock::mock(Instant::from_millis(0));
        let burst = NonZeroU32::new(2).unwrap();
        let limit = RateLimit::new(burst, Duration::from_secs(60), clock.clone());
        for stranger in 0..SWEEP_EVERY {
            limit.check(&stranger).unwrap();
        }
        assert_eq!(limit.limiter.len(), 1_024);
        clock.advance(Duration::from_secs(3_600));
        limit.check(&u32::MAX).unwrap();
        assert_eq!(limit.limiter.len(), 1, "only who just came");
    }
}
