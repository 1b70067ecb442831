//! A patient no longer agrees that their card is passed on.

use uuid::Uuid;
use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{PrescriptionId, ReferralStatus, StaffCaller};

use super::moving::hint;
use super::stage::without_place;
use super::store::{self, LockedReferral, Noted, NotedKind, Standing};
use crate::CareError;
use crate::care::Care;
use crate::caseload::store::tasks;
use crate::caseload::task::{MadeTask, TaskKind};
use crate::prescriptions::store::crossed;

/// What both sides of a referral that is taken back for it read.
const NO_LONGER_AGREED: &str = "The patient no longer agrees that their details are passed on.";

impl Care {
    /// What was handed on of `prescription` and nobody has taken on is taken back at once. What a
    /// partner works with is the patient's course: whoever handed it on speaks with them first.
    pub(crate) async fn stop_onward(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        prescription: PrescriptionId,
    ) -> Result<(), CareError> {
        for open in crossed::worked_on(tx, prescription).await? {
            let Some(child) = store::lock_whoevers(tx, open).await? else {
                continue;
            };
            let Some(parent) = child.parent else {
                continue;
            };
            let Some(parent) = store::lock_whoevers(tx, parent).await? else {
                continue;
            };
            if child.status == ReferralStatus::Requested {
                self.call_back(tx, caller, &parent, child).await?;
            }
            self.tell_withdrawn(tx, &parent).await?;
        }
        Ok(())
    }

    async fn call_back(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        parent: &LockedReferral,
        child: LockedReferral,
    ) -> Result<(), CareError> {
        let partner = child.to;
        self.cancel_all(tx, caller, child, Some(NO_LONGER_AGREED))
            .await?;
        let to = Standing {
            status: ReferralStatus::Accepted,
            stage: without_place(parent.stage),
        };
        if to.status != parent.status || to.stage != parent.stage {
            self.stand(tx, parent, to, None, None).await?;
        }
        store::touch(tx, parent.id).await?;
        let came_back = Noted {
            kind: NotedKind::CameBack,
            about: Some(partner.into()),
            by: None,
            reason: Some(NO_LONGER_AGREED),
        };
        store::note(tx, &self.ground, parent.id, came_back).await?;
        hint(tx, parent);
        Ok(())
    }

    async fn tell_withdrawn(&self, tx: &mut Tx, parent: &LockedReferral) -> Result<(), DbError> {
        // One for each time the patient says so.
        let source: Uuid = self.ground.id();
        let task = MadeTask {
            kind: TaskKind::OnwardWithdrawn,
            organisation: parent.to,
            referral: Some(parent.id),
            assigned_to: parent.assigned_to,
            due_on: None,
            source,
        };
        tasks::make(tx, &self.ground, &task).await
    }
}
