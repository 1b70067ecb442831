//! Signing in and out.

use uuid::Uuid;
use wellmet_foundation::audit::{self, Actor, AuditEntry};
use wellmet_foundation::secret::Token;
use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{OrganisationId, StaffCaller, StaffId};

use crate::newcomer::normal_email;
use crate::password::Password;
use crate::session::{self, StaffSession};
use crate::store::staff::Credentials;
use crate::{Accounts, AccountsError, store};

/// The trail of what concerns no organisation.
pub(crate) const NOBODYS: Uuid = Uuid::nil();

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
        let person = match known {
            Some(person) if matches && person.disabled_at.is_none() => person,
            other => {
                self.record_refusal(other.as_ref()).await?;
                return Err(AccountsError::SignInRefused);
            }
        };

        let mut tx = self.ground.db.write().await?;
        let (staff, organisation) = (person.id, person.organisation_id);
        let signed_in = self.begin_session(&mut tx, staff, organisation).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// In the trail of the organisation whose account it is. A try at nobody's account stands in
    /// a trail that is no organisation's: it must take as long.
    async fn record_refusal(&self, known: Option<&Credentials>) -> Result<(), DbError> {
        let entry = AuditEntry {
            organisation: known.map_or(NOBODYS, |person| person.organisation_id.into()),
            actor: Actor::Stranger,
            action: "staff.sign_in_refused",
            subject_kind: "staff",
            subject: known.map(|person| person.id.into()),
            reason: None,
            items: None,
        };
        let mut tx = self.ground.db.write().await?;
        audit::record(&mut tx, &self.ground, &entry).await?;
        tx.commit().await
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
