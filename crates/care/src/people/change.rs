//! Correcting a card, with whoever holds a copy of it told.

use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{OrganisationId, PatientId, StaffCaller, topic};

use super::card::PatientCard;
use super::identifier::Identifier;
use super::patient::{CheckedPatient, NewPatient, Rules};
use super::store::patients::{self, StoredPatient};
use super::today;
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;

impl Care {
    /// Writes `patient` over the card `id` as it was at `version`. The card on referrals that are
    /// not over follows, so that whoever answers for the patient reads the new telephone number.
    pub(crate) async fn change_patient(
        &self,
        caller: &StaffCaller,
        id: PatientId,
        version: i64,
        patient: &NewPatient,
    ) -> Result<(), CareError> {
        let patient = self.checked_patient(patient)?;
        let organisation = caller.organisation;
        let mut tx = self.ground.db.write().await?;
        let before = patients::lock(&mut tx, organisation, id).await?;
        let before = before.filter(|before| before.merged_into.is_none());
        let before = before.ok_or(CareError::NotFound)?;
        check_version(&mut tx, &before, version).await?;
        let identifiers = patients::identifiers(&mut tx, id).await?;
        let parts = changed_parts(&before.card(), &identifiers, &patient);
        if parts.is_empty() {
            return Ok(());
        }
        patients::update(&mut tx, organisation, id, &patient).await?;
        let what = format!("Changed: {}", parts.join(", "));
        patients::insert_history(&mut tx, &self.ground, id, caller.staff, &what).await?;
        self.refresh_cards(&mut tx, organisation, id, &patient.card)
            .await?;
        self.record(&mut tx, caller, &patient_deed("patient.changed", id))
            .await?;
        tx.hint(Hint::new(organisation, topic::prescriptions(caller.staff)));
        Ok(tx.commit().await?)
    }

    /// Writes the card anew where it crossed and is still used, and tells whoever reads it there.
    pub(crate) async fn refresh_cards(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        id: PatientId,
        card: &PatientCard,
    ) -> Result<(), DbError> {
        for receiver in patients::refresh_cards(tx, organisation, id, card).await? {
            tx.hint(Hint::new(receiver, topic::REFERRALS));
        }
        Ok(())
    }

    /// `patient`, when nothing is wrong with any field.
    fn checked_patient(&self, patient: &NewPatient) -> Result<CheckedPatient, CareError> {
        let mut form = Form::default();
        let checked = patient.check(&mut form, "patient.", self.rules());
        form.finish()?;
        Ok(checked)
    }

    /// What cards are checked against now.
    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules {
            settings: &self.people,
            today: today(self.ground.clock.now()),
        }
    }
}

/// The trail's line of something done to the card `id`.
pub(crate) fn patient_deed(action: &str, id: PatientId) -> Deed<'_> {
    Deed {
        action,
        subject_kind: "patient",
        subject: id.into(),
        reason: None,
    }
}

/// Refuses a change that was made on an older version, saying what became of the card since.
pub(crate) async fn check_version(
    tx: &mut Tx,
    stored: &StoredPatient,
    version: i64,
) -> Result<(), CareError> {
    if stored.version == version {
        return Ok(());
    }
    let history = patients::history(tx, stored.id).await?;
    let newest = history.last();
    let newest = newest.map(|line| format!("{} by {}.", line.what, line.staff_name));
    Err(CareError::ChangedSince(newest.unwrap_or_default()))
}

/// Which parts of a card differ, in words and without what they hold.
fn changed_parts(
    before: &PatientCard,
    identifiers: &[Identifier],
    after: &CheckedPatient,
) -> Vec<&'static str> {
    let (was, is) = (&before.more, &after.card.more);
    let card = &after.card;
    let names = before.full_name != card.full_name || before.preferred_name != card.preferred_name;
    let parts = [
        ("name", names),
        ("date of birth", before.birth_date != card.birth_date),
        ("email", before.email != card.email),
        ("phone", before.phone != card.phone),
        ("postal address", was.address != is.address),
        ("preferred way of contact", was.channel != is.channel),
        (
            "language",
            (&was.language, was.interpreter) != (&is.language, is.interpreter),
        ),
        (
            "access needs",
            (&was.access, &was.access_note) != (&is.access, &is.access_note),
        ),
        (
            "ways not to use",
            (&was.no_contact, &was.no_contact_note) != (&is.no_contact, &is.no_contact_note),
        ),
        ("guardian", was.guardian != is.guardian),
        ("helper", was.helper != is.helper),
        ("numbers", identifiers != after.identifiers),
    ];
    let changed = parts.into_iter().filter(|(_, differs)| *differs);
    changed.map(|(part, _)| part).collect()
}
