//! A patient, at the door, changes what the prescriber is told.

use std::time::Duration;

use wellmet_foundation::audit::{self, Actor, AuditEntry};
use wellmet_foundation::{DbError, Hint, Instant, Tx};
use wellmet_vocabulary::{DomainEvent, OrganisationId, PatientCaller, PrescriptionId, topic};

use crate::CareError;
use crate::care::Care;
use crate::prescriptions::consent::{ConsentGiven, Question};
use crate::prescriptions::store::consents::{self, Answer, AnsweredBy, AskedPrescription};

impl Care {
    /// Records the patient's answer. It is in force from this moment on, for what was attended
    /// before as well: while sharing is refused the prescriber reads nothing of it.
    pub async fn answer_consent(
        &self,
        caller: &PatientCaller,
        consent: &ConsentGiven,
    ) -> Result<(), CareError> {
        let consent = consent.checked()?;
        let mut tx = self.ground.db.write().await?;
        let asked = consents::lock(&mut tx, caller.organisation, caller.membership).await?;
        let asked = asked.ok_or(CareError::NotFound)?;
        let newest =
            consents::newest(&mut tx, asked.prescription, Question::ShareAttendance).await?;
        let answer = Answer {
            prescription: asked.prescription,
            question: Question::ShareAttendance,
            given: consent.share_attendance,
            text_version: &consent.text_version,
            language: &consent.language,
            by: AnsweredBy::Patient,
            at: after(newest.map(|newest| newest.at), self.ground.clock.now()),
        };
        consents::insert(&mut tx, self.ground.id(), &answer).await?;
        let before = newest.is_some_and(|newest| newest.given);
        if before != consent.share_attendance {
            self.tell_changed(&mut tx, caller, asked, consent.share_attendance)
                .await?;
        }
        let of_both = [asked.prescribed_by, caller.organisation];
        let given = consent.share_attendance;
        self.record_answer(&mut tx, caller.actor(), of_both, asked.prescription, given)
            .await?;
        Ok(tx.commit().await?)
    }

    async fn tell_changed(
        &self,
        tx: &mut Tx,
        caller: &PatientCaller,
        asked: AskedPrescription,
        share_attendance: bool,
    ) -> Result<(), DbError> {
        let event = DomainEvent::ConsentChanged {
            prescription: asked.prescription,
            share_attendance,
        };
        event.append(tx, &self.ground, asked.prescribed_by).await?;
        let course = topic::prescriptions(asked.prescriber);
        tx.hint(Hint::new(asked.prescribed_by, course));
        let roster = topic::group(asked.group);
        tx.hint(Hint::new(caller.organisation, roster));
        let door = format!("door:{}", caller.membership);
        tx.hint(Hint::new(caller.organisation, door));
        Ok(())
    }

    /// In the trail of both organisations: the one whose prescription it is, and the one that the
    /// patient told. They are often the same.
    pub(crate) async fn record_answer(
        &self,
        tx: &mut Tx,
        actor: Actor,
        of_both: [OrganisationId; 2],
        prescription: PrescriptionId,
        given: bool,
    ) -> Result<(), DbError> {
        let mut organisations = of_both.to_vec();
        organisations.dedup();
        for organisation in organisations {
            let entry = AuditEntry {
                organisation: organisation.into(),
                actor,
                action: if given {
                    "consent.given"
                } else {
                    "consent.withdrawn"
                },
                subject_kind: "prescription",
                subject: Some(prescription.into()),
                reason: None,
                items: None,
            };
            audit::record(tx, &self.ground, &entry).await?;
        }
        Ok(())
    }
}

/// `now`, but later than the `newest` answer: the newest is the one in force, so two answers of
/// one millisecond must still stand in their order.
pub(crate) fn after(newest: Option<Instant>, now: Instant) -> Instant {
    newest.map_or(now, |newest| now.max(newest + Duration::from_millis(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_answer_within_a_millisecond_is_still_the_newer_one() {
        let now = Instant::from_millis(5);
        assert_eq!(after(Some(now), now), Instant::from_millis(6));
        assert_eq!(after(Some(Instant::from_millis(3)), now), now);
        assert_eq!(after(None, now), now);
    }
}
