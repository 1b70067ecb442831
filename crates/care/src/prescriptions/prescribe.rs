//! Prescribing: the first arrow of the loop.

use wellmet_foundation::http::FieldError;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{
    DomainEvent, OrganisationId, PatientId, PrescriptionId, ReferralId, StaffCaller, topic,
};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::people::card::PatientCard;
use crate::people::store::patients;
use crate::prescriptions::consent::Question;
use crate::prescriptions::prescription::{For, NewPrescription, Order};
use crate::prescriptions::store::consents::{self, Answer, AnsweredBy};
use crate::prescriptions::store::prescriptions;
use crate::referrals::store::{self as referrals, Crossing};

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
    /// Prescribes in the caller's name: prescription, referral with the patient's card, and the
    /// patient's answers, in one transaction; and the patient, who may be new to the register.
    pub async fn prescribe(
        &self,
        caller: &StaffCaller,
        prescription: &NewPrescription,
    ) -> Result<Prescribed, CareError> {
        let order = prescription.checked(self.rules())?;
        let mut tx = self.ground.db.write().await?;
        if !prescriptions::is_partner(&mut tx, caller.organisation, order.to).await? {
            return Err(not_a_partner());
        }
        let (patient, card) = self.patient_of(&mut tx, caller, &order).await?;
        let minor = self.rules().is_minor(card.born());
        if minor && !order.consent.guardian_agrees {
            return Err(guardian_not_asked());
        }
        let made = Prescribed {
            patient,
            prescription: self.ground.id(),
            referral: self.ground.id(),
        };
        self.insert_all(&mut tx, caller, made, &order, &card, minor)
            .await?;
        self.tell_prescribed(&mut tx, caller, made, order.to)
            .await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Whoever `order` is for, with their card.
    async fn patient_of(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        order: &Order,
    ) -> Result<(PatientId, PatientCard), CareError> {
        let from = caller.organisation;
        match &order.patient {
            For::Newcomer(patient) => {
                let id = self.ground.id();
                let now = self.ground.clock.now();
                patients::insert(tx, id, from, patient, now).await?;
                patients::insert_history(tx, &self.ground, id, caller.staff, "Added").await?;
                Ok((id, patient.card.clone()))
            }
            For::Known(id) => {
                // Locked, so that no merge takes the card away before the prescription hangs on it.
                let known = patients::lock(tx, from, *id).await?;
                let known = known.filter(|known| known.merged_into.is_none());
                let known = known.ok_or_else(not_on_the_register)?;
                Ok((known.id, known.card()))
            }
        }
    }

    async fn insert_all(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        made: Prescribed,
        order: &Order,
        card: &PatientCard,
        minor: bool,
    ) -> Result<(), CareError> {
        let now = self.ground.clock.now();
        let from = caller.organisation;
        prescriptions::insert(tx, made, caller, &order.plan, now).await?;
        let shares_reason = order.consent.answers.share_reason;
        let crossing = Crossing {
            referral: made.referral,
            prescription: made.prescription,
            parent: None,
            from,
            to: order.to,
            card: &card.crossing(),
            reason: shares_reason.then_some(&order.plan.reason),
            goal: order.plan.goal.as_ref().filter(|_| shares_reason),
        };
        referrals::insert(tx, &crossing, now).await?;
        let sent = referrals::Noted::status(Some(caller.staff));
        referrals::note(tx, &self.ground, made.referral, sent).await?;
        let guardian = minor.then_some((Question::GuardianAgrees, true));
        for (question, given) in order.consent.answers.each().into_iter().chain(guardian) {
            let answer = Answer {
                prescription: made.prescription,
                question,
                given,
                text_version: &order.consent.text_version,
                language: &order.consent.language,
                by: AnsweredBy::Staff(caller.staff),
                at: now,
            };
            consents::insert(tx, self.ground.id(), &answer).await?;
        }
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

pub(crate) fn not_a_partner() -> CareError {
    CareError::Invalid(vec![FieldError::new(
        "to_organisation_id",
        "Your organisation does not refer to this one. Choose one from the list.",
    )])
}

fn guardian_not_asked() -> CareError {
    CareError::Invalid(vec![FieldError::new(
        "consent.guardian_agrees",
        "Ask the guardian first. Without their agreement the referral cannot be sent.",
    )])
}

fn not_on_the_register() -> CareError {
    CareError::Invalid(vec![FieldError::new(
        "patient_id",
        "This patient is no longer on the register: their card was merged with another. Search again.",
    )])
}
