//! What the organisation that received a referral does with it: taking it on or declining it,
//! once; letting it rest; ending it.

use wellmet_vocabulary::{ReferralId, StaffCaller};

use super::life::{Side, Step};
use super::moving::Wanted;
use super::store;
use crate::CareError;
use crate::care::Care;

impl Care {
    /// Takes `referral` on for the caller's organisation, and for the caller if it is nobody's.
    pub async fn accept(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
    ) -> Result<(), CareError> {
        let wanted = Wanted {
            step: Step::Accept,
            reason: None,
            seen: None,
        };
        self.decide(caller, referral, wanted).await
    }

    /// Takes a step with a referral that the caller's organisation received.
    pub(crate) async fn decide(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        wanted: Wanted<'_>,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let found = store::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        self.take_step(&mut tx, caller, Side::Receiver, &found, wanted)
            .await?;
        // Who takes it on answers for it, unless it was given to somebody before.
        if wanted.step == Step::Accept && found.assigned_to.is_none() {
            store::assign(&mut tx, found.id, Some(caller.staff)).await?;
        }
        Ok(tx.commit().await?)
    }
}
