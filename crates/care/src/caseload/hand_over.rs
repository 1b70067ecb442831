//! Handing over the whole work of somebody who leaves, in one action.
//!
//! Invariant: afterwards no open referral and no open task is theirs: each is the successor's, or
//! anybody's to take. Prescriptions and groups are never nobody's: they stay until somebody is
//! named who takes them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::FieldError;
use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{OrganisationId, Role, StaffCaller, StaffId, topic};

use super::store::{colleagues, work};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::named::Named;
use crate::prescriptions::changed::Changed;
use crate::prescriptions::store::crossed;
use crate::referrals::store::{Noted, NotedKind, note};

/// What is somebody's to do: numbers only, so that an administrator reads no patient's name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Work {
    pub(crate) of: Named,
    /// Open referrals.
    pub(crate) referrals: i64,
    /// Of them, those with a next contact planned.
    pub(crate) next_contacts: i64,
    /// Open tasks.
    pub(crate) tasks: i64,
    /// Prescriptions, whether or not they are over.
    pub(crate) prescriptions: i64,
    /// Groups they lead.
    pub(crate) groups: Vec<Named>,
}

/// To whom it goes.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct HandOver {
    /// A link worker, for referrals and tasks; anybody may take them when left out.
    #[serde(default)]
    pub(crate) to: Option<StaffId>,
    /// A prescriber, for prescriptions, who reads their outcomes from then on; they stay when left
    /// out. Only for an administrator.
    #[serde(default)]
    pub(crate) prescriptions_to: Option<StaffId>,
    /// A facilitator, for groups; they stay when left out.
    #[serde(default)]
    pub(crate) groups_to: Option<StaffId>,
}

impl HandOver {
    /// Refuses successors who cannot do the work.
    async fn check(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        of: StaffId,
    ) -> Result<(), CareError> {
        let successors = [
            ("to", self.to, Role::LinkWorker),
            ("prescriptions_to", self.prescriptions_to, Role::Prescriber),
            ("groups_to", self.groups_to, Role::Facilitator),
        ];
        for (field, successor, role) in successors {
            let Some(successor) = successor else {
                continue;
            };
            colleagues::require(tx, organisation, role, successor, field).await?;
            if successor == of {
                let own = FieldError::new(field, "Choose somebody else.");
                return Err(CareError::Invalid(vec![own]));
            }
        }
        Ok(())
    }
}

impl Care {
    /// What a colleague has to do, to be looked at before it is handed over.
    pub(crate) async fn work_of(
        &self,
        caller: &StaffCaller,
        of: StaffId,
    ) -> Result<Work, CareError> {
        let mut tx = self.ground.db.read().await?;
        let found = work::of(&mut tx, caller.organisation, of).await?;
        found.ok_or(CareError::NotFound)
    }

    /// Hands the work of a colleague over, and says how much it was.
    pub(crate) async fn hand_over(
        &self,
        caller: &StaffCaller,
        of: StaffId,
        successors: &HandOver,
    ) -> Result<Work, CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = caller.organisation;
        let handed = work::of(&mut tx, organisation, of).await?;
        let handed = handed.ok_or(CareError::NotFound)?;
        successors.check(&mut tx, organisation, of).await?;
        self.give_caseload(&mut tx, caller, of, successors.to)
            .await?;
        if let Some(to) = successors.prescriptions_to {
            self.give_prescriptions(&mut tx, caller, of, to).await?;
        }
        if let Some(to) = successors.groups_to {
            work::give_groups(&mut tx, organisation, of, to).await?;
            tx.hint(Hint::new(organisation, topic::GROUPS));
        }
        let deed = Deed {
            action: "staff.handed_over",
            subject_kind: "staff",
            subject: of.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        tx.commit().await?;
        Ok(handed)
    }

    async fn give_caseload(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        of: StaffId,
        to: Option<StaffId>,
    ) -> Result<(), DbError> {
        let organisation = caller.organisation;
        for referral in work::give_referrals(tx, organisation, of, to).await? {
            let noted = Noted {
                kind: NotedKind::Assigned,
                about: to.map(Into::into),
                by: Some(caller.staff),
                reason: None,
            };
            note(tx, &self.ground, referral, noted).await?;
        }
        work::give_tasks(tx, organisation, of, to).await?;
        tx.hint(Hint::new(organisation, topic::REFERRALS));
        Ok(())
    }

    async fn give_prescriptions(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        of: StaffId,
        to: StaffId,
    ) -> Result<(), DbError> {
        let organisation = caller.organisation;
        let changed = Changed::handed_over();
        for prescription in work::give_prescriptions(tx, organisation, of, to).await? {
            crossed::insert_change(tx, &self.ground, prescription, caller.staff, &changed).await?;
        }
        for prescriber in [of, to] {
            let own = topic::prescriptions(prescriber);
            tx.hint(Hint::new(organisation, own));
        }
        Ok(())
    }
}
