//! Prescribing: the first arrow of the loop.

use wellmet_foundation::http::FieldError;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{
    DomainEvent, OrganisationId, PatientId, PrescriptionId, ReferralId, ReferralStatus,
    StaffCaller, topic,
};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::people;
use crate::prescriptions::prescription::{NewPrescription, Order};
use crate::prescriptions::store::consents::{self, Answer, AnsweredBy};
use crate::prescriptions::store::prescriptions;
use crate::referrals::store as referrals;

/// What a prescription brought into being.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prescribed {
    /// For whom.
    pub patient: PatientId,
    /// The order.
    pub prescription: PrescriptionId,
    /// What crossed to the other organisation.
    pub referral: ReferralId,
}

impl Care {
    /// Prescribes in the caller's name: patient, prescription, referral with the patient's card,
    /// and the patient's consent, in one transaction.
    pub async fn prescribe(
        &self,
        caller: &StaffCaller,
        prescription: &NewPrescription,
    ) -> Result<Prescribed, CareError> {
        let order = prescription.checked()?;
        let made = Prescribed {
            patient: self.ground.id(),
            prescription: self.ground.id(),
            referral: self.ground.id(),
        };
        let mut tx = self.ground.db.write().await?;
        if !prescriptions::is_partner(&mut tx, caller.organisation, order.to).await? {
            return Err(not_a_partner());
        }
        self.insert_all(&mut tx, caller, made, &order).await?;
        self.tell_prescribed(&mut tx, caller, made, order.to)
            .await?;
        tx.commit().await?;
        Ok(made)
    }

    async fn insert_all(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        made: Prescribed,
        order: &Order,
    ) -> Result<(), CareError> {
        let now = self.ground.clock.now();
        let from = caller.organisation;
        people::store::insert(tx, made.patient, from, &order.card, now).await?;
        prescriptions::insert(tx, made, caller, order, now).await?;
        referrals::insert(tx, made, from, order, now).await?;
        let change = referrals::NewChange {
            referral: made.referral,
            status: ReferralStatus::Requested,
            staff: caller.staff,
            reason: None,
        };
        referrals::insert_change(tx, &self.ground, &change).await?;
        let answer = Answer {
            prescription: made.prescription,
            consent: &order.consent,
            by: AnsweredBy::Staff(caller.staff),
            at: now,
        };
        consents::insert(tx, self.ground.id(), &answer).await?;
        Ok(())
    }

    async fn tell_prescribed(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        made: Prescribed,
        to: OrganisationId,
    ) -> Result<(), CareError> {
        let event = DomainEvent::Prescribed {
            prescription: made.prescription,
            patient: made.patient,
            referral: made.referral,
            to,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        let deed = Deed {
            action: "prescription.prescribed",
            subject_kind: "prescription",
            subject: made.prescription.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        let own = topic::prescriptions(caller.staff);
        tx.hint(Hint::new(caller.organisation, own));
        tx.hint(Hint::new(to, "referrals"));
        Ok(())
    }
}

fn not_a_partner() -> CareError {
    CareError::Invalid(vec![FieldError::new(
        "to_organisation_id",
        "Your organisation does not refer to this one. Choose one from the list.",
    )])
}
