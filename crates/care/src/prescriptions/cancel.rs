//! Taking back what was prescribed: the prescriber, or the patient through them, no longer wants it.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_vocabulary::{PrescriptionId, StaffCaller};

use super::change::changed_since;
use super::store::crossed;
use crate::CareError;
use crate::care::Care;
use crate::referrals::life::{Side, Step, has_ended};
use crate::referrals::moving::Wanted;
use crate::referrals::store as referrals;

/// Why a prescription is taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct PrescriptionCancel {
    /// The version that the page showed.
    version: i64,
    /// Whoever works with the referral reads it.
    #[schema(value_type = String)]
    reason: Pii<String>,
}

impl Care {
    /// Cancels the caller's own prescription `id`: the place the patient has ends, and so does
    /// what was handed on. Whoever works with it is told, with the reason.
    pub(crate) async fn cancel_prescription(
        &self,
        caller: &StaffCaller,
        id: PrescriptionId,
        cancel: &PrescriptionCancel,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let own = crossed::lock_own(&mut tx, caller, id).await?;
        let own = own.ok_or(CareError::NotFound)?;
        if own.version != cancel.version {
            return Err(changed_since(&mut tx, caller, id, cancel.version).await);
        }
        if has_ended(own.status) {
            return Err(CareError::PrescriptionOver);
        }
        let sent = referrals::lock_whoevers(&mut tx, own.referral).await?;
        let sent = sent.ok_or(CareError::NotFound)?;
        let wanted = Wanted {
            step: Step::Cancel,
            reason: Some(&cancel.reason),
            // The version was the prescription's and the referral's together, and is checked.
            seen: None,
        };
        self.take_step(&mut tx, caller, Side::Sender, &sent, wanted)
            .await?;
        Ok(tx.commit().await?)
    }
}
