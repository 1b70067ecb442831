//! Handing over the whole work of somebody who leaves, in one action.
//!
//! Invariant: afterwards nothing open is theirs: each referral and each task is the successor's,
//! or anybody's to take.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Hint;
use wellmet_foundation::http::FieldError;
use wellmet_vocabulary::{Role, StaffCaller, StaffId, topic};

use super::store::{colleagues, work};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::named::Named;
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
    /// Groups they lead: these are given to other facilitators on the group's own page.
    pub(crate) groups: Vec<Named>,
}

/// To whom it goes.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct HandOver {
    /// A link worker of the organisation; anybody may take it when left out.
    #[serde(default)]
    pub(crate) to: Option<StaffId>,
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

    /// Hands everything open of a colleague over, and says how much it was.
    pub(crate) async fn hand_over(
        &self,
        caller: &StaffCaller,
        of: StaffId,
        to: Option<StaffId>,
    ) -> Result<Work, CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = caller.organisation;
        let handed = work::of(&mut tx, organisation, of).await?;
        let handed = handed.ok_or(CareError::NotFound)?;
        if let Some(to) = to {
            colleagues::require(&mut tx, organisation, Role::LinkWorker, to).await?;
            if to == of {
                return Err(CareError::Invalid(vec![FieldError::new(
                    "to",
                    "Choose somebody else.",
                )]));
            }
        }
        for referral in work::give_referrals(&mut tx, organisation, of, to).await? {
            let noted = Noted {
                kind: NotedKind::Assigned,
                about: to.map(Into::into),
                by: Some(caller.staff),
                reason: None,
            };
            note(&mut tx, &self.ground, referral, noted).await?;
        }
        work::give_tasks(&mut tx, organisation, of, to).await?;
        let deed = Deed {
            action: "staff.handed_over",
            subject_kind: "staff",
            subject: of.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        tx.hint(Hint::new(organisation, topic::REFERRALS));
        tx.commit().await?;
        Ok(handed)
    }
}
