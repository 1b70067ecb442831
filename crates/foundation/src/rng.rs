//! The one source of randomness and of new identifiers.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rand::{Rng as _, SeedableRng as _, rngs::ChaCha12Rng};
use uuid::Uuid;

use crate::Instant;

/// Draws random bytes. Cheap to clone.
///
/// In production every byte comes from the operating system's generator; tests use a seed, so
/// that a run can be repeated.
#[derive(Clone)]
pub struct Rng(Source);

#[derive(Clone)]
enum Source {
    System,
    // A std mutex: drawing bytes is short and never waits.
    Seeded(Arc<Mutex<ChaCha12Rng>>),
}

impl Rng {
    /// The operating system's generator.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A repeatable generator for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new(
            ChaCha12Rng::seed_from_u64(seed),
        ))))
    }

    /// Draws `N` random bytes, fit for keys and tokens.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::System => system_bytes(&mut bytes),
            Source::Seeded(rng) => {
                rng.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .fill_bytes(&mut bytes);
            }
        }
        bytes
    }

    /// A new UUIDv7 (RFC 9562 section 5.7) for a thing made at `now`.
    pub fn uuid(&self, now: Instant) -> Uuid {
        let millis = u64::try_from(now.as_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}

impl fmt::Debug for Rng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::System => "Rng::System",
            Source::Seeded(_) => "Rng::Seeded",
        })
    }
}

#[expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "the one source of randomness; without it no key, token or id is safe: better to stop"
)]
fn system_bytes(bytes: &mut [u8]) {
    aws_lc_rs::rand::fill(bytes).expect("the operating system gives random bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_ids() {
        let now = Instant::from_millis(1_700_000_000_000);
        let (one, two) = (Rng::seeded(7), Rng::seeded(7));
        assert_eq!(one.uuid(now), two.uuid(now));
        assert_ne!(one.uuid(now), one.uuid(now));
    }

    #[test]
    fn ids_sort_by_the_moment_they_were_made() {
        let rng = Rng::system();
        assert!(rng.uuid(Instant::from_millis(1)) < rng.uuid(Instant::from_millis(2)));
    }
}
