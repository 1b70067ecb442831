//! What a place given, left or waited for makes of a referral.

use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{ReferralStage, StaffId};

use crate::CareError;
use crate::care::Care;
use crate::referrals::life::{Side, Step, next};
use crate::referrals::stage;
use crate::referrals::store::{LockedReferral, Standing};

impl Care {
    /// Takes the step that a place given or left is for a locked referral.
    pub(crate) async fn place_step(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        step: Step,
        by: Option<StaffId>,
    ) -> Result<(), CareError> {
        let to = Standing {
            status: next(Side::Receiver, step, referral.status, step == Step::Place)?,
            stage: stage::after(step, referral.stage),
        };
        Ok(self.stand(tx, referral, to, by, None).await?)
    }

    /// Notes how near a place has come to a locked referral, or how far.
    pub(crate) async fn place_stage(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        stage: ReferralStage,
        by: Option<StaffId>,
    ) -> Result<(), DbError> {
        let status = referral.status;
        self.stand(tx, referral, Standing { status, stage }, by, None)
            .await
    }
}
