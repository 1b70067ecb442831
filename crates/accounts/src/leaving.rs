//! Who leaves, comes back, or does other work from now on.
//!
//! Invariant: nobody closes their own account or gives up their own administration, so an
//! organisation that has an administrator keeps one.

use wellmet_foundation::{Hint, Instant, Tx};
use wellmet_vocabulary::{Role, StaffCaller, StaffId, topic};

use crate::store::{sessions, staff};
use crate::{Accounts, AccountsError};

impl Accounts {
    /// Closes the account of a colleague: every sign-in of theirs ends, and no other begins. What
    /// they did stays, and what is theirs to do can still be handed over.
    pub(crate) async fn close_account(
        &self,
        caller: &StaffCaller,
        colleague: StaffId,
    ) -> Result<(), AccountsError> {
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.write().await?;
        self.set_closed(&mut tx, caller, colleague, Some(now))
            .await?;
        sessions::end_all(&mut tx, colleague, now).await?;
        self.tell_of_staff(&mut tx, caller, "staff.closed", colleague)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Lets a colleague whose account was closed sign in again.
    pub(crate) async fn reopen_account(
        &self,
        caller: &StaffCaller,
        colleague: StaffId,
    ) -> Result<(), AccountsError> {
        let mut tx = self.ground.db.write().await?;
        self.set_closed(&mut tx, caller, colleague, None).await?;
        self.tell_of_staff(&mut tx, caller, "staff.reopened", colleague)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Gives a colleague these roles and no others, from their next request on.
    pub(crate) async fn change_roles(
        &self,
        caller: &StaffCaller,
        colleague: StaffId,
        roles: &[Role],
    ) -> Result<(), AccountsError> {
        if colleague == caller.staff && !roles.contains(&Role::Administrator) {
            return Err(AccountsError::OwnAccount);
        }
        let mut tx = self.ground.db.write().await?;
        let found = staff::profile(&mut tx, caller.organisation, colleague).await?;
        found.ok_or(AccountsError::StaffUnknown)?;
        staff::set_roles(&mut tx, colleague, roles).await?;
        self.tell_of_staff(&mut tx, caller, "staff.roles_changed", colleague)
            .await?;
        Ok(tx.commit().await?)
    }

    async fn set_closed(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        colleague: StaffId,
        at: Option<Instant>,
    ) -> Result<(), AccountsError> {
        if colleague == caller.staff {
            return Err(AccountsError::OwnAccount);
        }
        if !staff::set_disabled(tx, caller.organisation, colleague, at).await? {
            return Err(AccountsError::StaffUnknown);
        }
        Ok(())
    }

    async fn tell_of_staff(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        action: &str,
        colleague: StaffId,
    ) -> Result<(), AccountsError> {
        let own = caller.organisation;
        self.audit(tx, own, caller.actor(), action, colleague)
            .await?;
        tx.hint(Hint::new(own, topic::STAFF));
        Ok(())
    }
}
