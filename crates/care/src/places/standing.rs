//! What a place given, left or waited for makes of a referral.

use uuid::Uuid;
use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{ReferralStage, ReferralStatus, StaffId};

use crate::care::Care;
use crate::referrals::store::LockedReferral;

impl Care {
    /// Writes how a locked referral comes to stand; nobody of staff did it where `by` is missing.
    pub(crate) async fn place_stands(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        status: ReferralStatus,
        stage: ReferralStage,
        by: Option<StaffId>,
    ) -> Result<(), DbError> {
        on!(tx, |c| sqlx::query(
            "UPDATE referrals SET status = $2, stage = $3, version = version + 1 WHERE id = $1"
        )
        .bind(referral.id)
        .bind(status)
        .bind(stage)
        .execute(c)
        .await
        .map(drop))?;
        let id: Uuid = self.ground.id();
        on!(tx, |c| sqlx::query(
            "INSERT INTO referral_history (id, referral_id, status, stage, staff_id, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        )
        .bind(id)
        .bind(referral.id)
        .bind(status)
        .bind(stage)
        .bind(by)
        .bind(self.ground.clock.now())
        .execute(c)
        .await
        .map(drop))
    }
}
