//! A patient tells staff another answer: a yes taken back, or given after all.
//!
//! Invariant: what is in force is so everywhere at once: without the patient's yes no reason stands
//! on any referral.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{DomainEvent, PrescriptionId, StaffCaller, topic};

use super::answer_consent::after;
use super::consent::{Question, check_text};
use super::store::consents::{self, Answer, AnsweredBy};
use super::store::crossed;
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;

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

impl Care {
    /// Records what the patient of the caller's own `prescription` answers now.
    pub(crate) async fn change_consent(
        &self,
        caller: &StaffCaller,
        prescription: PrescriptionId,
        change: &ConsentChange,
    ) -> Result<(), CareError> {
        let mut form = Form::default();
        let (text_version, language) =
            check_text(&mut form, "", &change.text_version, &change.language);
        form.finish()?;
        let mut tx = self.ground.db.write().await?;
        let own = crossed::lock_own(&mut tx, caller, prescription).await?;
        let own = own.ok_or(CareError::NotFound)?;
        let newest = consents::newest(&mut tx, prescription, change.question).await?;
        let answer = Answer {
            prescription,
            question: change.question,
            given: change.given,
            text_version: &text_version,
            language: &language,
            by: AnsweredBy::Staff(caller.staff),
            at: after(newest.map(|newest| newest.at), self.ground.clock.now()),
        };
        consents::insert(&mut tx, self.ground.id(), &answer).await?;
        self.heed(&mut tx, caller, prescription, change).await?;
        let deed = Deed {
            action: if change.given {
                "consent.given"
            } else {
                "consent.withdrawn"
            },
            subject_kind: "prescription",
            subject: prescription.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        for receiver in crossed::receivers(&mut tx, prescription).await? {
            tx.hint(Hint::new(receiver, topic::REFERRALS));
        }
        let course = topic::prescriptions(own.prescriber);
        tx.hint(Hint::new(caller.organisation, course));
        Ok(tx.commit().await?)
    }

    /// What follows from an answer at once. Messages, and whoever hands on, ask for theirs each time.
    async fn heed(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        prescription: PrescriptionId,
        change: &ConsentChange,
    ) -> Result<(), CareError> {
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
                event.append(tx, &self.ground, caller.organisation).await?;
                Ok(())
            }
            Question::ShareOnward if !change.given => {
                self.stop_onward(tx, caller, prescription).await
            }
            Question::ShareOnward | Question::ContactByMessage => Ok(()),
        }
    }
}
