//! Making a group, where need is unmet.

use wellmet_foundation::http::FieldError;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{GroupId, OrganisationId, StaffCaller, StaffId, topic};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::groups::group::GroupPlan;
use crate::groups::suits::each_once;
use crate::groups::{NewGroup, store, suits_store};

impl Care {
    /// Makes a group of the caller's organisation, with its facilitators.
    pub async fn add_group(
        &self,
        caller: &StaffCaller,
        group: &NewGroup,
    ) -> Result<GroupId, CareError> {
        let plan = group.checked()?;
        let mut tx = self.ground.db.write().await?;
        let id = self.insert_group(&mut tx, caller, &plan).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Writes a group of the caller's organisation within `tx`.
    pub(crate) async fn insert_group(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        plan: &GroupPlan,
    ) -> Result<GroupId, CareError> {
        let id: GroupId = self.ground.id();
        let now = self.ground.clock.now();
        store::insert(tx, id, caller.organisation, plan, now).await?;
        suits_store::replace(tx, id, &plan.suits).await?;
        lead(tx, caller.organisation, id, &plan.facilitators, &[]).await?;
        let deed = Deed {
            action: "group.added",
            subject_kind: "group",
            subject: id.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        tx.hint(Hint::new(caller.organisation, topic::GROUPS));
        Ok(id)
    }
}

/// Lets `facilitators` lead `group`, who must be facilitators of `organisation` unless they `led`
/// it before: somebody who has left since is no reason to refuse another change.
pub(super) async fn lead(
    tx: &mut Tx,
    organisation: OrganisationId,
    group: GroupId,
    facilitators: &[StaffId],
    led: &[StaffId],
) -> Result<(), CareError> {
    for facilitator in each_once(facilitators.to_vec()) {
        let known = led.contains(&facilitator);
        if !known && !store::is_facilitator(tx, organisation, facilitator).await? {
            return Err(not_a_facilitator());
        }
        store::insert_facilitator(tx, group, facilitator).await?;
    }
    Ok(())
}

fn not_a_facilitator() -> CareError {
    CareError::Invalid(vec![FieldError::new(
        "facilitator_ids",
        "Choose facilitators of your own organisation.",
    )])
}
