//! Password hashes: argon2id (RFC 9106), a few at a time, away from the threads that serve.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;
use wellmet_foundation::http::FieldError;
use wellmet_foundation::{Pii, Rng};

use crate::AccountsError;

/// A password on its way through; its `Debug` form hides it.
pub(crate) type Password = Pii<String>;

/// Shortest password, in characters: length is what makes one hard to guess (NIST SP 800-63B).
const SHORTEST: usize = 12;
/// Longest password, in characters.
const LONGEST: usize = 200;

const SALT_BYTES: usize = 16;
/// One hash takes 19 MiB; a flood of sign-ins waits its turn instead of filling the memory.
const AT_ONCE: usize = 4;

/// Why somebody cannot choose a password of this length, if they cannot.
pub(crate) fn check_length(password: &Password) -> Result<(), FieldError> {
    if (SHORTEST..=LONGEST).contains(&password.chars().count()) {
        return Ok(());
    }
    let message = "Choose a password of 12 to 200 characters.";
    Err(FieldError::new("password", message))
}

/// Hashes and checks passwords. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Passwords {
    rng: Rng,
    turns: Arc<Semaphore>,
    /// What a password is checked against when nobody has the address: it takes as long.
    nobodys: Arc<str>,
}

impl Passwords {
    /// Makes one hash, which takes some tens of milliseconds.
    pub(crate) fn new(rng: &Rng) -> Self {
        let guess_me = rng.bytes::<SALT_BYTES>();
        // Argon2 refuses only lengths out of its range. Were it to, no hash would match either.
        let nobodys = hash(&guess_me, &rng.bytes()).unwrap_or_default();
        Self {
            rng: rng.clone(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            nobodys: nobodys.into(),
        }
    }

    /// The hash of `password`, as a PHC string.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, AccountsError> {
        let salt = self.rng.bytes();
        self.aside(move || hash(password.as_bytes(), &salt)).await
    }

    /// Whether `password` is the one that was hashed. Takes as long when there is no hash.
    pub(crate) async fn matches(
        &self,
        password: Password,
        hash: Option<String>,
    ) -> Result<bool, AccountsError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.to_string());
        let matches = self
            .aside(move || verify(password.as_bytes(), &hash))
            .await?;
        Ok(known && matches)
    }

    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AccountsError> + Send + 'static,
    ) -> Result<T, AccountsError> {
        let turn = self.turns.clone().acquire_owned().await.map_err(failed)?;
        let work = move || {
            let _until_done = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(failed)?
    }
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

fn hash(password: &[u8], salt: &[u8; SALT_BYTES]) -> Result<String, AccountsError> {
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password, salt)
        .map_err(failed)?;
    Ok(hash.to_string())
}

fn verify(password: &[u8], hash: &str) -> Result<bool, AccountsError> {
    use argon2::password_hash::Error;
    let hash = PasswordHash::new(hash).map_err(failed)?;
    match Argon2::default().verify_password(password, &hash) {
        Ok(()) => Ok(true),
        Err(Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn failed(cause: impl ToString) -> AccountsError {
    AccountsError::Hashing(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Pii::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() -> Result<(), AccountsError> {
        let passwords = Passwords::new(&Rng::seeded(1));
        let hash = passwords.hash(password("a long enough one")).await?;
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let hash = Some(hash);
        assert!(
            passwords
                .matches(password("a long enough one"), hash.clone())
                .await?
        );
        assert!(
            !passwords
                .matches(password("a long enough two"), hash)
                .await?
        );
        assert!(
            !passwords
                .matches(password("a long enough one"), None)
                .await?
        );
        Ok(())
    }

    #[tokio::test]
    async fn the_same_password_hashes_differently_for_each_person() -> Result<(), AccountsError> {
        let passwords = Passwords::new(&Rng::seeded(1));
        let one = passwords.hash(password("a long enough one")).await?;
        assert_ne!(one, passwords.hash(password("a long enough one")).await?);
        Ok(())
    }
}
