//! Handing a referral on to a partner organisation, and taking it back.
//!
//! Invariant: at most one open referral of a chain is with a partner, and until the partner takes
//! it on, who handed it on answers. What was written about the patient here stays here.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::FieldError;
use wellmet_foundation::{Pii, Tx};
use wellmet_vocabulary::{DomainEvent, OrganisationId, ReferralId, ReferralStatus, StaffCaller};

use super::moving::{LONGEST_REASON, hint, refuse_stale};
use super::referral::ReferralRow;
use super::stage::without_place;
use super::store::{self, Crossing, LockedReferral, Noted, NotedKind, OnwardAnswer, Standing};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::prescriptions::answer_consent::after;
use crate::prescriptions::consent::{Question, check_text};
use crate::prescriptions::store::consents::{self, Answer, AnsweredBy};
use crate::prescriptions::store::prescriptions::is_partner;

/// To whom a referral is handed on.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct HandOn {
    /// One of the partners of the caller's organisation.
    pub(crate) to_organisation_id: OrganisationId,
    /// What the partner should know; they read it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) note: Option<Pii<String>>,
    /// That the patient was asked, and agreed to their card being passed on.
    pub(crate) patient_agreed: bool,
    /// The version of the question that was read to them, such as `2026-11`.
    pub(crate) text_version: String,
    /// The language in which it was read (BCP 47).
    pub(crate) language: String,
    /// That the patient, who had said no, was told so and asked again, and agrees now.
    #[serde(default)]
    pub(crate) asked_again: bool,
    /// The version the page showed.
    #[serde(default)]
    pub(crate) version: Option<i64>,
}

impl Care {
    /// Hands a referral on to a partner: their organisation receives one of its own.
    pub(crate) async fn hand_on(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        wanted: &HandOn,
    ) -> Result<(), CareError> {
        let checked = wanted.checked()?;
        let mut tx = self.ground.db.write().await?;
        let found = store::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        refuse_stale(&mut tx, &found, wanted.version).await?;
        if !matches!(
            found.status,
            ReferralStatus::Accepted | ReferralStatus::OnHold
        ) {
            return Err(CareError::NotNow(found.status));
        }
        if store::open_child(&mut tx, found.id).await?.is_some() {
            return Err(CareError::HandedOn);
        }
        let to = wanted.to_organisation_id;
        if !is_partner(&mut tx, caller.organisation, to).await? {
            return Err(not_a_partner());
        }
        let answer = store::onward_answer(&mut tx, found.prescription).await?;
        if let Some(no) = answer.as_ref().filter(|answer| !answer.given) {
            wanted.heeds(no)?;
        }
        self.write_agreed(&mut tx, caller, &found, &checked, answer.as_ref())
            .await?;
        let child = self
            .send_on(&mut tx, caller, &found, to, checked.note.as_deref())
            .await?;
        self.tell_handed_on(&mut tx, caller, &found, child, to)
            .await?;
        Ok(tx.commit().await?)
    }

    async fn send_on(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        parent: &LockedReferral,
        to: OrganisationId,
        note: Option<&str>,
    ) -> Result<ReferralId, CareError> {
        let stored = store::find(tx, caller.organisation, parent.id).await?;
        let row = ReferralRow::from(stored.ok_or(CareError::NotFound)?);
        let (child, now) = (self.ground.id(), self.ground.clock.now());
        let crossing = Crossing {
            referral: child,
            prescription: parent.prescription,
            parent: Some(parent.id),
            from: caller.organisation,
            to,
            card: &row.patient,
            reason: row.reason.as_ref(),
            goal: row.goal.as_ref(),
        };
        store::insert(tx, &crossing, now).await?;
        let sent = Noted {
            reason: note,
            ..Noted::status(Some(caller.staff))
        };
        store::note(tx, &self.ground, child, sent).await?;
        store::touch(tx, parent.id).await?;
        let handed_on = Noted {
            kind: NotedKind::HandedOn,
            about: Some(to.into()),
            by: Some(caller.staff),
            reason: note,
        };
        store::note(tx, &self.ground, parent.id, handed_on).await?;
        Ok(child)
    }

    /// The patient's yes is an answer as any other: who wrote it down, when, and by which words.
    async fn write_agreed(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        parent: &LockedReferral,
        checked: &Checked,
        before: Option<&OnwardAnswer>,
    ) -> Result<(), CareError> {
        let answer = Answer {
            prescription: parent.prescription,
            question: Question::ShareOnward,
            given: true,
            text_version: &checked.text_version,
            language: &checked.language,
            by: AnsweredBy::Staff(caller.staff),
            at: after(before.map(|before| before.at), self.ground.clock.now()),
        };
        consents::insert(tx, self.ground.id(), &answer).await?;
        let deed = Deed {
            action: "consent.given",
            subject_kind: "prescription",
            subject: parent.prescription.into(),
            reason: None,
        };
        Ok(self.record(tx, caller, &deed).await?)
    }

    async fn tell_handed_on(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        parent: &LockedReferral,
        child: ReferralId,
        to: OrganisationId,
    ) -> Result<(), CareError> {
        let event = DomainEvent::ReferralHandedOn {
            referral: parent.id,
            child,
            to,
            by: caller.staff,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        self.record_on(tx, caller, event.kind(), parent.id).await?;
        hint(tx, parent);
        let topic = wellmet_vocabulary::topic::REFERRALS;
        tx.hint(wellmet_foundation::Hint::new(to, topic));
        Ok(())
    }

    /// Takes a referral back from the partner it was handed on to: it is the caller's
    /// organisation's own work again.
    pub(crate) async fn take_back(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        seen: Option<i64>,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let found = store::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        refuse_stale(&mut tx, &found, seen).await?;
        let child = store::open_child(&mut tx, found.id).await?;
        let child = child.ok_or(CareError::NotNow(found.status))?;
        self.cancel_all(&mut tx, caller, child.clone(), None)
            .await?;
        let to = Standing {
            status: ReferralStatus::Accepted,
            stage: without_place(found.stage),
        };
        if found.status != to.status || found.stage != to.stage {
            self.stand(&mut tx, &found, to, Some(caller.staff), None)
                .await?;
        }
        store::touch(&mut tx, found.id).await?;
        let taken_back = Noted {
            kind: NotedKind::CameBack,
            about: Some(child.to.into()),
            by: Some(caller.staff),
            reason: None,
        };
        store::note(&mut tx, &self.ground, found.id, taken_back).await?;
        self.record_on(&mut tx, caller, "referral.taken_back", found.id)
            .await?;
        hint(&mut tx, &found);
        Ok(tx.commit().await?)
    }

    /// Appends to the trail what was done to a referral.
    pub(crate) async fn record_on(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        action: &str,
        referral: ReferralId,
    ) -> Result<(), CareError> {
        let deed = Deed {
            action,
            subject_kind: "referral",
            subject: referral.into(),
            reason: None,
        };
        Ok(self.record(tx, caller, &deed).await?)
    }
}

/// The texts of a [`HandOn`], trimmed.
struct Checked {
    note: Option<String>,
    text_version: String,
    language: String,
}

impl HandOn {
    /// The texts, when nothing is wrong with the fields. Partners are the store's to check.
    fn checked(&self) -> Result<Checked, CareError> {
        let mut form = Form::default();
        let note = self.note.as_ref().map(|note| note.as_str());
        let note = form.optional("note", note, LONGEST_REASON);
        if !self.patient_agreed {
            form.refuse(
                "patient_agreed",
                "Ask the patient first. Their card crosses only if they agree.",
            );
        }
        let (text_version, language) =
            check_text(&mut form, "", &self.text_version, &self.language);
        form.finish()?;
        Ok(Checked {
            note,
            text_version,
            language,
        })
    }

    /// A patient who said no is asked again, by somebody who knows that they did.
    fn heeds(&self, no: &OnwardAnswer) -> Result<(), CareError> {
        let mut form = Form::default();
        if !self.asked_again {
            form.refuse(
                "patient_agreed",
                format!(
                    "The patient said no to this when {} asked. Ask them again, and go on only if \
                     they agree now.",
                    no.by
                ),
            );
        }
        form.finish()
    }
}

fn not_a_partner() -> CareError {
    CareError::Invalid(vec![FieldError::new(
        "to_organisation_id",
        "Your organisation does not refer to this one. Choose one from the list.",
    )])
}
