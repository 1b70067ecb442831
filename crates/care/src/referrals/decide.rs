//! Taking a referral on, or declining it: once, by the organisation that received it.

use wellmet_foundation::Hint;
use wellmet_vocabulary::{
    DomainEvent, PrescriptionId, ReferralId, ReferralStatus, StaffCaller, topic,
};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::referrals::referral::may_be_decided;
use crate::referrals::store as referrals;

const LONGEST_REASON: usize = 2_000;

enum Decision {
    Accept,
    /// With the reason, which the prescriber reads.
    Reject(String),
}

impl Care {
    /// Takes `referral` on for the caller's organisation.
    pub async fn accept(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
    ) -> Result<(), CareError> {
        self.decide(caller, referral, &Decision::Accept).await
    }

    /// Declines `referral`; the prescriber reads `reason`.
    pub async fn reject(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        reason: &str,
    ) -> Result<(), CareError> {
        let mut form = Form::default();
        let reason = form.required("reason", reason, LONGEST_REASON);
        form.finish()?;
        self.decide(caller, referral, &Decision::Reject(reason))
            .await
    }

    async fn decide(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        decision: &Decision,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let found = referrals::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        may_be_decided(found.status)?;
        let change = referrals::NewChange {
            referral,
            status: decision.status(),
            staff: caller.staff,
            reason: decision.reason(),
        };
        referrals::set_decision(&mut tx, &change, self.ground.clock.now()).await?;
        referrals::insert_change(&mut tx, &self.ground, &change).await?;
        let event = decision.event(referral, found.prescription, caller);
        event
            .append(&mut tx, &self.ground, caller.organisation)
            .await?;
        // The reason may say something of the patient: it stands in the referral, not in the trail.
        let deed = Deed {
            action: event.kind(),
            subject_kind: "referral",
            subject: referral.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        tx.hint(Hint::new(caller.organisation, "referrals"));
        tx.hint(Hint::new(
            found.from,
            topic::prescriptions(found.prescriber),
        ));
        Ok(tx.commit().await?)
    }
}

impl Decision {
    fn status(&self) -> ReferralStatus {
        match self {
            Self::Accept => ReferralStatus::Accepted,
            Self::Reject(_) => ReferralStatus::Rejected,
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Accept => None,
            Self::Reject(reason) => Some(reason),
        }
    }

    fn event(
        &self,
        referral: ReferralId,
        prescription: PrescriptionId,
        caller: &StaffCaller,
    ) -> DomainEvent {
        let by = caller.staff;
        match self {
            Self::Accept => DomainEvent::ReferralAccepted {
                referral,
                prescription,
                by,
            },
            Self::Reject(_) => DomainEvent::ReferralRejected {
                referral,
                prescription,
                by,
            },
        }
    }
}
