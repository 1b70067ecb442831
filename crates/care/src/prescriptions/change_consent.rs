//! A patient tells staff another answer: a yes taken back, or given after all.
//!
//! Invariant: what is in force is so everywhere at once: without the patient's yes no reason stands
//! on any referral.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{
    DomainEvent, OrganisationId, PrescriptionId, ReferralId, StaffCaller, StaffId, topic,
};

use super::answer_consent::after;
use super::consent::{Question, check_text};
use super::store::consents::{self, Answer, AnsweredBy};
use super::store::crossed;
use crate::CareError;
use crate::care::Care;
use crate::form::Form;
use crate::referrals::life::has_ended;
use crate::referrals::store as referrals;

/// One answer, and the text that was read out.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct ConsentChange {
    pub(crate) question: Question,
    pub(crate) given: bool,
    /// The version of the question that was read, such as `2026-11`.
    text_version: String,
    /// The language in which it was read (BCP 47).
    language: String,
}

impl ConsentChange {
    fn checked(&self) -> Result<Self, CareError> {
        let mut form = Form::default();
        let (text_version, language) =
            check_text(&mut form, "", &self.text_version, &self.language);
        if self.question == Question::GuardianAgrees {
            form.refuse(
                "question",
                "Without the guardian's agreement the prescription cannot go on: cancel it.",
            );
        }
        form.finish()?;
        Ok(Self {
            text_version,
            language,
            ..*self
        })
    }
}

/// About what a patient is asked.
#[derive(Debug, Clone, Copy)]
struct Asked {
    prescription: PrescriptionId,
    prescribed_by: OrganisationId,
    prescriber: StaffId,
}

impl Care {
    /// Records what the patient of the caller's own `prescription` answers now.
    pub(crate) async fn change_consent(
        &self,
        caller: &StaffCaller,
        prescription: PrescriptionId,
        change: &ConsentChange,
    ) -> Result<(), CareError> {
        let change = change.checked()?;
        let mut tx = self.ground.db.write().await?;
        let own = crossed::lock_own(&mut tx, caller, prescription).await?;
        let own = own.ok_or(CareError::NotFound)?;
        let asked = Asked {
            prescription,
            prescribed_by: caller.organisation,
            prescriber: own.prescriber,
        };
        self.write_answer(&mut tx, caller, asked, &change).await?;
        Ok(tx.commit().await?)
    }

    /// Records what the patient of a `referral` that the caller's organisation answers for tells
    /// them now.
    pub(crate) async fn change_consent_of_referral(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        change: &ConsentChange,
    ) -> Result<(), CareError> {
        let change = change.checked()?;
        let mut tx = self.ground.db.write().await?;
        let found = referrals::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        if has_ended(found.status) {
            return Err(CareError::NotNow(found.status));
        }
        let asked = Asked {
            prescription: found.prescription,
            prescribed_by: crossed::prescribed_by(&mut tx, found.prescription).await?,
            prescriber: found.prescriber,
        };
        self.write_answer(&mut tx, caller, asked, &change).await?;
        Ok(tx.commit().await?)
    }

    async fn write_answer(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        asked: Asked,
        change: &ConsentChange,
    ) -> Result<(), CareError> {
        let prescription = asked.prescription;
        let newest = consents::newest(tx, prescription, change.question).await?;
        let answer = Answer {
            prescription,
            question: change.question,
            given: change.given,
            text_version: &change.text_version,
            language: &change.language,
            by: AnsweredBy::Staff(caller.staff),
            at: after(newest.map(|newest| newest.at), self.ground.clock.now()),
        };
        consents::insert(tx, self.ground.id(), &answer).await?;
        self.heed(tx, caller, asked, change).await?;
        let of_both = [asked.prescribed_by, caller.organisation];
        self.record_answer(tx, caller.actor(), of_both, prescription, change.given)
            .await?;
        for receiver in crossed::receivers(tx, prescription).await? {
            tx.hint(Hint::new(receiver, topic::REFERRALS));
        }
        let course = topic::prescriptions(asked.prescriber);
        tx.hint(Hint::new(asked.prescribed_by, course));
        Ok(())
    }

    /// What follows from an answer at once. Messages, and whoever hands on, ask for theirs each time.
    async fn heed(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        asked: Asked,
        change: &ConsentChange,
    ) -> Result<(), CareError> {
        let prescription = asked.prescription;
        match change.question {
            Question::ShareReason if change.given => {
                Ok(crossed::write_reason(tx, prescription).await?)
            }
            Question::ShareReason => Ok(crossed::erase_reason(tx, prescription).await?),
            Question::ShareAttendance => {
                let event = DomainEvent::ConsentChanged {
                    prescription,
                    share_attendance: change.given,
                };
                event.append(tx, &self.ground, asked.prescribed_by).await?;
                Ok(())
            }
            Question::ShareOnward if !change.given => {
                self.stop_onward(tx, caller, prescription).await
            }
            Question::ShareOnward | Question::ContactByMessage | Question::GuardianAgrees => Ok(()),
        }
    }
}
