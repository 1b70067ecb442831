//! Inviting a person of staff, and accepting.
//!
//! An invitation is a link with a one-time token behind a `#`, which browsers send to no server.
//! Inviting somebody again who has not accepted yet replaces the invitation: links get lost.

use std::time::Duration;

use wellmet_foundation::Tx;
use wellmet_foundation::audit::Actor;
use wellmet_foundation::secret::Token;
use wellmet_vocabulary::{OrganisationId, StaffId};

use crate::password::Password;
use crate::sign_in::SignedIn;
use crate::{Accounts, AccountsError, Newcomer, store};

/// How long an invitation can be accepted.
const LIFE: Duration = Duration::from_secs(7 * 24 * 3_600);

/// Somebody was invited.
#[derive(Debug)]
pub(crate) struct Invited {
    pub(crate) staff: StaffId,
    /// Holds the token: for the invited person's eyes only.
    pub(crate) url: String,
}

impl Accounts {
    /// Invites `newcomer` into `organisation`.
    pub(crate) async fn invite(
        &self,
        organisation: OrganisationId,
        newcomer: &Newcomer,
        by: Actor,
    ) -> Result<Invited, AccountsError> {
        let mut tx = self.ground.db.write().await?;
        let invited = self.invite_in(&mut tx, organisation, newcomer, by).await?;
        tx.commit().await?;
        Ok(invited)
    }

    pub(crate) async fn invite_in(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        newcomer: &Newcomer,
        by: Actor,
    ) -> Result<Invited, AccountsError> {
        let known = store::staff::by_email(tx, &newcomer.email).await?;
        let staff = match known {
            None => self.insert_staff(tx, organisation, newcomer).await?,
            Some(known)
                if known.organisation_id == organisation
                    && known.password_hash.is_none()
                    && known.disabled_at.is_none() =>
            {
                store::staff::rename(tx, organisation, known.id, &newcomer.name).await?;
                store::staff::set_roles(tx, known.id, &newcomer.roles).await?;
                known.id
            }
            Some(known) if known.organisation_id == organisation && known.disabled_at.is_some() => {
                return Err(AccountsError::AccountClosed);
            }
            Some(_) => return Err(AccountsError::EmailTaken),
        };
        let token = self.replace_invitation(tx, staff).await?;
        self.audit(tx, organisation, by, "staff.invited", staff)
            .await?;
        let url = self
            .public_url
            .join(&format!("/welcome#{}", token.expose()));
        Ok(Invited { staff, url })
    }

    /// Accepts the invitation that `token` was made for: sets the password and signs in.
    pub(crate) async fn accept_invitation(
        &self,
        token: &Token,
        password: Password,
    ) -> Result<SignedIn, AccountsError> {
        let token = token.hash();
        let mut tx = self.ground.db.read().await?;
        let open = store::invitations::open(&mut tx, &token, self.ground.clock.now()).await?;
        drop(tx);
        let open = open.ok_or(AccountsError::InvitationUnknown)?;
        let hash = self.passwords.hash(password).await?;

        let mut tx = self.ground.db.write().await?;
        let now = self.ground.clock.now();
        if !store::invitations::accept(&mut tx, open.id, now).await? {
            return Err(AccountsError::InvitationUnknown);
        }
        store::staff::set_password(&mut tx, open.staff_id, &hash).await?;
        let (staff, organisation) = (open.staff_id, open.organisation_id);
        let by = Actor::Staff(staff.into());
        self.audit(&mut tx, organisation, by, "staff.accepted", staff)
            .await?;
        let signed_in = self.begin_session(&mut tx, staff, organisation).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    async fn replace_invitation(
        &self,
        tx: &mut Tx,
        staff: StaffId,
    ) -> Result<Token, AccountsError> {
        let now = self.ground.clock.now();
        let token = Token::random(&self.ground.rng);
        store::invitations::expire(tx, staff, now).await?;
        let id = self.ground.id();
        store::invitations::insert(tx, id, staff, &token.hash(), now + LIFE).await?;
        Ok(token)
    }
}
