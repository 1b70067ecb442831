//! Signing in and out.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use wellmet_foundation::audit::Actor;
use wellmet_foundation::http::{ClientAddress, RateLimit, TooMany};
use wellmet_foundation::secret::Token;
use wellmet_foundation::{Clock, Tx};
use wellmet_vocabulary::{OrganisationId, StaffCaller, StaffId};

use crate::newcomer::{LONGEST_EMAIL, normal_email};
use crate::password::Password;
use crate::session::{self, StaffSession};
use crate::{Accounts, AccountsError, store};

/// Tries at once for one account, then one more each half minute: 2,900 guesses a day.
const PER_EMAIL: (NonZeroU32, Duration) = (count(10), Duration::from_secs(30));
/// Tries at once from one address, which a whole practice may share.
const PER_ADDRESS: (NonZeroU32, Duration) = (count(60), Duration::from_secs(5));

/// How often signing in was tried.
#[derive(Debug, Clone)]
pub(crate) struct Tries {
    by_email: RateLimit<String>,
    by_address: RateLimit<IpAddr>,
}

impl Tries {
    pub(crate) fn new(clock: &Clock) -> Self {
        Self {
            by_email: RateLimit::new(PER_EMAIL.0, PER_EMAIL.1, clock.clone()),
            by_address: RateLimit::new(PER_ADDRESS.0, PER_ADDRESS.1, clock.clone()),
        }
    }

    /// Counts a try at the account of `email`, which need not exist.
    pub(crate) fn count(&self, email: &str, from: Option<ClientAddress>) -> Result<(), TooMany> {
        if let Some(from) = from {
            self.by_address.check(&from.party())?;
        }
        // What is longer is nobody's address, and must not be remembered whole.
        let email: String = normal_email(email).chars().take(LONGEST_EMAIL).collect();
        self.by_email.check(&email)
    }
}

/// A sign-in just begun.
#[derive(Debug)]
pub(crate) struct SignedIn {
    /// For the browser's cookie.
    pub(crate) token: Token,
    pub(crate) caller: StaffCaller,
}

impl Accounts {
    /// Signs in who knows the password of `email`. Whatever is wrong, the answer is the same and
    /// takes as long.
    pub(crate) async fn sign_in(
        &self,
        email: &str,
        password: Password,
    ) -> Result<SignedIn, AccountsError> {
        let mut tx = self.ground.db.read().await?;
        let known = store::staff::by_email(&mut tx, &normal_email(email)).await?;
        drop(tx);
        let hash = known.as_ref().and_then(|known| known.password_hash.clone());
        let matches = self.passwords.matches(password, hash).await?;
        let person = known
            .filter(|person| matches && person.disabled_at.is_none())
            .ok_or(AccountsError::SignInRefused)?;

        let mut tx = self.ground.db.write().await?;
        let (staff, organisation) = (person.id, person.organisation_id);
        let signed_in = self.begin_session(&mut tx, staff, organisation).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Ends `caller`'s sign-in on this browser.
    pub(crate) async fn sign_out(&self, caller: &StaffCaller) -> Result<(), AccountsError> {
        let mut tx = self.ground.db.write().await?;
        store::sessions::end(&mut tx, caller.session, self.ground.clock.now()).await?;
        let organisation = caller.organisation;
        self.audit(
            &mut tx,
            organisation,
            caller.actor(),
            "staff.signed_out",
            caller.staff,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn begin_session(
        &self,
        tx: &mut Tx,
        staff: StaffId,
        organisation: OrganisationId,
    ) -> Result<SignedIn, AccountsError> {
        let now = self.ground.clock.now();
        let token = Token::random(&self.ground.rng);
        let session = StaffSession {
            id: self.ground.id(),
            staff_id: staff,
            organisation_id: organisation,
            last_seen_at: now,
            expires_at: now + session::LONGEST,
        };
        store::sessions::insert(tx, &session, &token.hash()).await?;
        let by = Actor::Staff(staff.into());
        self.audit(tx, organisation, by, "staff.signed_in", staff)
            .await?;
        let caller = session.caller(store::staff::roles(tx, staff).await?);
        Ok(SignedIn { token, caller })
    }
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
    use wellmet_foundation::Instant;

    #[test]
    fn one_address_cannot_try_every_account() {
        let clock = Clock::mock(Instant::from_millis(0));
        let tries = Tries::new(&clock);
        let here = Some(ClientAddress([192, 0, 2, 1].into()));
        let there = Some(ClientAddress([192, 0, 2, 2].into()));
        for n in 0..60 {
            assert!(tries.count(&format!("{n}@example.org"), here).is_ok());
        }
        assert!(tries.count("sixty@example.org", here).is_err());
        assert!(tries.count("sixty@example.org", there).is_ok());
        clock.advance(PER_ADDRESS.1);
        assert!(tries.count("sixty@example.org", here).is_ok());
    }
}
