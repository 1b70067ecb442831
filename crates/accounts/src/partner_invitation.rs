//! Inviting another organisation to work together, and accepting.
//!
//! Invariant: a partnership begins only where administrators of both organisations wanted it: one
//! made the invitation, one accepted it. An invitation is a link with a one-time token behind a
//! `#`, which browsers send to no server; who holds it may speak for an organisation that is new
//! here, and administrators may for one that is here already.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::audit::Actor;
use wellmet_foundation::http::FieldError;
use wellmet_foundation::secret::Token;
use wellmet_foundation::{Pii, Tx};
use wellmet_vocabulary::{OrganisationId, PartnerInvitationId, StaffCaller};

use crate::partnership::hint;
use crate::password::Password;
use crate::sign_in::SignedIn;
use crate::store::partner_invitations::{self as invitations, New, Open};
use crate::store::{self, partnerships};
use crate::{Accounts, AccountsError, Newcomer};

/// How long an invitation can be accepted: boards meet seldom.
const LIFE: Duration = Duration::from_secs(28 * 24 * 3_600);
const LONGEST_NAME: usize = 200;

/// Who refers patients to whom, as who invites sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::FromRow)]
pub(crate) struct PartnerTerms {
    /// Who invites refers patients to who is invited.
    pub(crate) to_them: bool,
    /// Who is invited refers patients to who invites.
    pub(crate) from_them: bool,
}

/// Why an organisation's name cannot be used, if it cannot.
pub(crate) fn organisation_name(name: &str) -> Result<String, FieldError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        let message = "Enter the organisation\u{2019}s name, of up to 200 characters.";
        return Err(FieldError::new("organisation", message));
    }
    Ok(name.to_owned())
}

impl PartnerTerms {
    /// Somebody refers to somebody.
    pub(crate) fn checked(self) -> Result<Self, FieldError> {
        if self.to_them || self.from_them {
            Ok(self)
        } else {
            let message = "Choose who refers patients to whom: one or both.";
            Err(FieldError::new("terms", message))
        }
    }
}

impl Accounts {
    /// Invites an organisation, called `name`, to work together; gives the link to hand to them.
    pub(crate) async fn invite_partner(
        &self,
        caller: &StaffCaller,
        name: &str,
        terms: PartnerTerms,
    ) -> Result<Pii<String>, AccountsError> {
        let mut tx = self.ground.db.write().await?;
        let token = Token::random(&self.ground.rng);
        let made_at = self.ground.clock.now();
        let new = New {
            id: self.ground.id(),
            by: caller.organisation,
            name,
            terms,
            token: token.hash(),
            made_at,
            expires_at: made_at + LIFE,
        };
        invitations::insert(&mut tx, &new).await?;
        let (by, action) = (caller.organisation, "partner_invitation.made");
        self.audit(&mut tx, by, caller.actor(), action, new.id)
            .await?;
        tx.commit().await?;
        let path = format!("/partner#{}", token.expose());
        Ok(self.public_url.join(&path).into())
    }

    /// Makes the link of an invitation that nobody accepted good for nothing.
    pub(crate) async fn withdraw_partner_invitation(
        &self,
        caller: &StaffCaller,
        id: PartnerInvitationId,
    ) -> Result<(), AccountsError> {
        let mut tx = self.ground.db.write().await?;
        let (by, now) = (caller.organisation, self.ground.clock.now());
        if !invitations::end(&mut tx, by, id, now).await? {
            return Err(AccountsError::PartnerUnknown);
        }
        let action = "partner_invitation.withdrawn";
        self.audit(&mut tx, by, caller.actor(), action, id).await?;
        Ok(tx.commit().await?)
    }

    /// The invitation that `token` was made for.
    pub(crate) async fn partner_invitation(&self, token: &Token) -> Result<Open, AccountsError> {
        let mut tx = self.ground.db.read().await?;
        let now = self.ground.clock.now();
        let open = invitations::open(&mut tx, &token.hash(), now).await?;
        open.ok_or(AccountsError::PartnerInvitationUnknown)
    }

    /// Accepts an invitation in the name of the administrator's organisation.
    pub(crate) async fn accept_partner(
        &self,
        caller: &StaffCaller,
        token: &Token,
    ) -> Result<(), AccountsError> {
        let open = self.partner_invitation(token).await?;
        if open.by == caller.organisation {
            return Err(AccountsError::OwnInvitation);
        }
        let mut tx = self.ground.db.write().await?;
        self.begin_partnership(&mut tx, &open, caller.organisation, caller.actor())
            .await?;
        Ok(tx.commit().await?)
    }

    /// Accepts an invitation in the name of an organisation that is new here: adds it, with
    /// `administrator` as the first of its staff, and signs them in.
    pub(crate) async fn join_as_partner(
        &self,
        token: &Token,
        organisation: &str,
        administrator: &Newcomer,
        password: Password,
    ) -> Result<SignedIn, AccountsError> {
        let open = self.partner_invitation(token).await?;
        let hash = self.passwords.hash(password).await?;
        let mut tx = self.ground.db.write().await?;
        let joined = self.insert_organisation(&mut tx, organisation).await?;
        let staff = self.insert_staff(&mut tx, joined, administrator).await?;
        store::staff::set_password(&mut tx, staff, &hash).await?;
        let who = Actor::Staff(staff.into());
        self.audit(&mut tx, joined, who, "staff.accepted", staff)
            .await?;
        self.begin_partnership(&mut tx, &open, joined, who).await?;
        let signed_in = self.begin_session(&mut tx, staff, joined).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Uses the invitation up, and lets the two refer as it says. Both trails tell of it.
    async fn begin_partnership(
        &self,
        tx: &mut Tx,
        open: &Open,
        accepted: OrganisationId,
        who: Actor,
    ) -> Result<(), AccountsError> {
        let now = self.ground.clock.now();
        if !invitations::end(tx, open.by, open.id, now).await? {
            return Err(AccountsError::PartnerInvitationUnknown);
        }
        if open.terms.to_them {
            partnerships::join(tx, open.by, accepted, now).await?;
        }
        if open.terms.from_them {
            partnerships::join(tx, accepted, open.by, now).await?;
        }
        hint(tx, [open.by, accepted]);
        let begun = "partnership.begun";
        self.audit(tx, accepted, who, begun, open.by).await?;
        Ok(self
            .audit(tx, open.by, Actor::System, begun, accepted)
            .await?)
    }
}
