//! Making a group, where need is unmet.

use wellmet_foundation::Hint;
use wellmet_foundation::http::FieldError;
use wellmet_vocabulary::{GroupId, StaffCaller, topic};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::groups::{NewGroup, store};

impl Care {
    /// Makes a group of the caller's organisation, with its facilitators.
    pub async fn add_group(
        &self,
        caller: &StaffCaller,
        group: &NewGroup,
    ) -> Result<GroupId, CareError> {
        let plan = group.checked()?;
        let id: GroupId = self.ground.id();
        let mut tx = self.ground.db.write().await?;
        store::insert(
            &mut tx,
            id,
            caller.organisation,
            &plan,
            self.ground.clock.now(),
        )
        .await?;
        for facilitator in &plan.facilitators {
            if !store::is_facilitator(&mut tx, caller.organisation, *facilitator).await? {
                return Err(not_a_facilitator());
            }
            store::insert_facilitator(&mut tx, id, *facilitator).await?;
        }
        let deed = Deed {
            action: "group.added",
            subject_kind: "group",
            subject: id.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        tx.hint(Hint::new(caller.organisation, topic::GROUPS));
        tx.commit().await?;
        Ok(id)
    }
}

fn not_a_facilitator() -> CareError {
    CareError::Invalid(vec![FieldError::new(
        "facilitator_ids",
        "Choose facilitators of your own organisation.",
    )])
}
