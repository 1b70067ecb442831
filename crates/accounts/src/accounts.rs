//! What the binary asks of accounts besides their routes.

use tokio_util::sync::CancellationToken;
use wellmet_foundation::audit::{self, Actor, AuditEntry};
use wellmet_foundation::db::is_unique_violation;
use wellmet_foundation::{DbError, Ground, Tx};
use wellmet_vocabulary::{OrganisationId, PublicUrl, StaffId};

use crate::chain::Broken;
use crate::password::Passwords;
use crate::sign_in::NOBODYS;
use crate::store::{self, organisations::Organisation};
use crate::tries::Tries;
use crate::{AccountsError, Newcomer, sealer, session};

/// Organisations, their staff, sign-ins and the audit trail. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Accounts {
    pub(crate) ground: Ground,
    pub(crate) public_url: PublicUrl,
    pub(crate) passwords: Passwords,
    pub(crate) tries: Tries,
}

/// Somebody who can make an empty house their own.
#[derive(Debug, Clone)]
pub struct FirstAdministrator {
    /// The address under which they will sign in.
    pub email: String,
    /// Where they choose their password, once. Show it to nobody else.
    pub invitation_url: String,
}

/// An organisation's audit trail, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    /// The organisation's name.
    pub name: String,
    /// How many lines are as they were sealed, or where the first is that is not.
    pub verified: Result<i64, Broken>,
}

impl Accounts {
    /// Accounts on `ground`, whose invitations lead to `public_url`.
    pub fn new(ground: Ground, public_url: PublicUrl) -> Self {
        Self {
            passwords: Passwords::new(&ground.rng),
            tries: Tries::new(&ground.clock),
            ground,
            public_url,
        }
    }

    /// Seals the audit trail and forgets old sign-ins, until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        tokio::join!(
            sealer::run(self.ground.clone(), shutdown.clone()),
            session::forget_old_ones(self.ground, shutdown),
        );
    }

    /// Adds a tenant.
    pub async fn add_organisation(&self, name: &str) -> Result<OrganisationId, AccountsError> {
        let mut tx = self.ground.db.write().await?;
        let id = self.insert_organisation(&mut tx, name).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Lets `from` refer patients to `to`.
    pub async fn add_partnership(
        &self,
        from: OrganisationId,
        to: OrganisationId,
    ) -> Result<(), AccountsError> {
        let mut tx = self.ground.db.write().await?;
        store::partnerships::join(&mut tx, from, to, self.ground.clock.now()).await?;
        self.audit(&mut tx, from, Actor::System, "partnership.added", to)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Adds a person of staff who knows their password already.
    pub async fn add_staff(
        &self,
        organisation: OrganisationId,
        newcomer: &Newcomer,
        password: &str,
    ) -> Result<StaffId, AccountsError> {
        let hash = self.passwords.hash(password.to_owned().into()).await?;
        let mut tx = self.ground.db.write().await?;
        let id = self.insert_staff(&mut tx, organisation, newcomer).await?;
        store::staff::set_password(&mut tx, id, &hash).await?;
        self.audit(&mut tx, organisation, Actor::System, "staff.added", id)
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Invites `newcomer` to the first organisation, made as `organisation` where there is none.
    ///
    /// `None` once anybody at all has chosen a password: from then on administrators invite.
    pub async fn first_administrator(
        &self,
        organisation: &str,
        newcomer: &Newcomer,
    ) -> Result<Option<FirstAdministrator>, AccountsError> {
        let mut tx = self.ground.db.write().await?;
        if store::staff::anybody_has_a_password(&mut tx).await? {
            return Ok(None);
        }
        let organisation = match store::organisations::first(&mut tx).await? {
            Some(first) => first,
            None => self.insert_organisation(&mut tx, organisation).await?,
        };
        let invited = self
            .invite_in(&mut tx, organisation, newcomer, Actor::System)
            .await?;
        tx.commit().await?;
        Ok(Some(FirstAdministrator {
            email: newcomer.email.to_string(),
            invitation_url: invited.url,
        }))
    }

    /// Checks the whole audit trail of every organisation.
    pub async fn verify_audit_trails(&self) -> Result<Vec<Trail>, AccountsError> {
        let mut tx = self.ground.db.read().await?;
        let organisations = store::organisations::all(&mut tx).await?;
        drop(tx);
        let mut trails = Vec::with_capacity(organisations.len());
        for Organisation { id, name } in organisations {
            let verified = sealer::verify(&self.ground, id).await?;
            trails.push(Trail { name, verified });
        }
        let verified = sealer::verify(&self.ground, NOBODYS.into()).await?;
        if verified != Ok(0) {
            let name = "No organisation".to_owned();
            trails.push(Trail { name, verified });
        }
        Ok(trails)
    }

    pub(crate) async fn insert_staff(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        newcomer: &Newcomer,
    ) -> Result<StaffId, AccountsError> {
        let id = self.ground.id();
        let now = self.ground.clock.now();
        let inserted = store::staff::insert(tx, id, organisation, newcomer, now).await;
        inserted.map_err(taken_or_failed)?;
        store::staff::set_roles(tx, id, &newcomer.roles).await?;
        Ok(id)
    }

    pub(crate) async fn insert_organisation(
        &self,
        tx: &mut Tx,
        name: &str,
    ) -> Result<OrganisationId, AccountsError> {
        let id: OrganisationId = self.ground.id();
        let name = name.trim().to_owned();
        let organisation = Organisation { id, name };
        store::organisations::insert(tx, &organisation, self.ground.clock.now()).await?;
        self.audit(tx, id, Actor::System, "organisation.added", id)
            .await?;
        Ok(id)
    }

    /// One line in the trail of `organisation`; the subject's kind is the action's first word.
    pub(crate) async fn audit(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        actor: Actor,
        action: &str,
        subject: impl Into<uuid::Uuid>,
    ) -> Result<(), DbError> {
        let entry = AuditEntry {
            organisation: organisation.into(),
            actor,
            action,
            subject_kind: action.split('.').next().unwrap_or(action),
            subject: Some(subject.into()),
            reason: None,
            items: None,
        };
        audit::record(tx, &self.ground, &entry).await
    }
}

fn taken_or_failed(error: DbError) -> AccountsError {
    if is_unique_violation(&error) {
        AccountsError::EmailTaken
    } else {
        error.into()
    }
}
