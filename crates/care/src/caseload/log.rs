//! What was said with a patient, and what staff note about them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii, Tx};
use wellmet_vocabulary::{LogEntryId, ReferralId, StaffCaller};

use super::day::optional_day;
use super::store;
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::referrals::life::has_ended;
use crate::referrals::moving::hint;
use crate::referrals::stage::when_reached;
use crate::referrals::store::{self as referrals, LockedReferral, Standing};

const LONGEST_TEXT: usize = 4_000;

/// How somebody tried to reach a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum ContactChannel {
    Phone,
    Email,
    Sms,
    Letter,
    Video,
    InPerson,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum ContactOutcome {
    /// They spoke with each other, or the patient answered.
    Reached,
    /// A message was left or sent.
    MessageLeft,
    /// Nobody answered.
    NoAnswer,
    /// The number or address is somebody else's, or nobody's.
    WrongContact,
    /// The patient would rather not.
    NotInterested,
}

/// How a patient was contacted.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) struct Contact {
    pub(crate) channel: ContactChannel,
    pub(crate) outcome: ContactOutcome,
}

/// An entry as somebody writes it: a contact, or a note when `contact` is left out.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewLogEntry {
    #[serde(default)]
    pub(crate) contact: Option<Contact>,
    /// Needed for a note.
    #[schema(value_type = String)]
    pub(crate) text: Pii<String>,
    /// The day of the next contact, `2026-12-01`. A contact without one clears the day that stood;
    /// a note without one leaves it.
    #[serde(default)]
    pub(crate) next_contact_on: Option<String>,
}

/// An entry of the log.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LogEntry {
    pub(crate) id: LogEntryId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<Contact>,
    #[schema(value_type = String)]
    pub(crate) text: Pii<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_contact_on: Option<String>,
    pub(crate) by: String,
    pub(crate) at: Instant,
}

/// An entry whose every field can be stored as it is.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) contact: Option<Contact>,
    pub(crate) text: String,
    pub(crate) next_contact_on: Option<String>,
}

impl NewLogEntry {
    fn checked(&self) -> Result<Written, CareError> {
        let mut form = Form::default();
        let text = if self.contact.is_some() {
            form.optional("text", Some(&self.text), LONGEST_TEXT)
                .unwrap_or_default()
        } else {
            form.required("text", &self.text, LONGEST_TEXT)
        };
        let day = self.next_contact_on.as_deref();
        let next_contact_on = optional_day(&mut form, "next_contact_on", day);
        form.finish()?;
        Ok(Written {
            contact: self.contact,
            text,
            next_contact_on,
        })
    }
}

impl Care {
    /// Appends to the log of a referral that the caller's organisation received. Reaching a
    /// patient moves the stage; who had been lost sight of is in touch again.
    pub(crate) async fn write_log(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        entry: &NewLogEntry,
    ) -> Result<(), CareError> {
        let written = entry.checked()?;
        let mut tx = self.ground.db.write().await?;
        let found = referrals::lock(&mut tx, caller.organisation, referral).await?;
        let found = found.ok_or(CareError::NotFound)?;
        let id = self.ground.id();
        let now = self.ground.clock.now();
        store::log::insert(&mut tx, id, caller, found.id, &written, now).await?;
        if written.contact.is_some() || written.next_contact_on.is_some() {
            let on = written.next_contact_on.as_deref();
            referrals::set_next_contact(&mut tx, found.id, on).await?;
        }
        let outcome = written.contact.map(|contact| contact.outcome);
        if outcome == Some(ContactOutcome::Reached) && !has_ended(found.status) {
            self.note_reached(&mut tx, caller, &found).await?;
        }
        let deed = Deed {
            action: "referral.noted",
            subject_kind: "referral",
            subject: found.id.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        hint(&mut tx, &found);
        Ok(tx.commit().await?)
    }

    async fn note_reached(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        referral: &LockedReferral,
    ) -> Result<(), CareError> {
        let placed = referrals::has_place(tx, referral.prescription).await?;
        let stage = when_reached(referral.stage, placed);
        if stage == referral.stage {
            return Ok(());
        }
        let to = Standing {
            status: referral.status,
            stage,
        };
        Ok(self
            .stand(tx, referral, to, Some(caller.staff), None)
            .await?)
    }
}
