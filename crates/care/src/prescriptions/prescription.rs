//! A prescriber's order that a patient join a group programme (FHIR ServiceRequest).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{OrganisationId, PrescriptionId, ReferralStatus, Rhythm};

use crate::CareError;
use crate::form::Form;
use crate::named::Named;
use crate::people::patient::{NewPatient, PatientCard};
use crate::prescriptions::consent::ConsentGiven;
use crate::prescriptions::progress::Progress;
use crate::referrals::history::HistoryLine;

const LONGEST_REASON: usize = 2_000;
/// A year of weekly sessions.
const MOST_SESSIONS: i64 = 52;

/// How many sessions are prescribed, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dose {
    /// From 1 to 52.
    pub sessions: i64,
    /// How often they are meant to be.
    pub rhythm: Rhythm,
}

/// A prescription as a prescriber writes it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPrescription {
    /// For whom.
    pub patient: NewPatient,
    /// Why.
    #[schema(value_type = String)]
    pub reason: Pii<String>,
    /// How much.
    pub dose: Dose,
    /// To whom it goes: one of the partners of the prescriber's organisation.
    pub to_organisation_id: OrganisationId,
    /// What the patient answered when asked whether attendance may be shared.
    pub consent: ConsentGiven,
}

/// A prescription whose every field can be stored as it is.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) card: PatientCard,
    pub(crate) reason: Pii<String>,
    pub(crate) dose: Dose,
    pub(crate) to: OrganisationId,
    pub(crate) consent: ConsentGiven,
}

impl NewPrescription {
    /// The order, when nothing is wrong with its fields. Partners are the store's to check.
    pub(crate) fn checked(&self) -> Result<Order, CareError> {
        let mut form = Form::default();
        let card = self.patient.check(&mut form);
        let reason = form.required("reason", &self.reason, LONGEST_REASON);
        form.number("dose.sessions", self.dose.sessions, 1..=MOST_SESSIONS);
        let consent = self.consent.check(&mut form, "consent.");
        form.finish()?;
        Ok(Order {
            card,
            reason: reason.into(),
            dose: self.dose,
            to: self.to_organisation_id,
            consent,
        })
    }
}

/// A prescription in its prescriber's list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PrescriptionRow {
    pub(crate) id: PrescriptionId,
    #[schema(value_type = String)]
    pub(crate) patient_name: Pii<String>,
    #[schema(value_type = String)]
    pub(crate) reason: Pii<String>,
    pub(crate) dose: Dose,
    pub(crate) to_organisation: Named,
    pub(crate) status: ReferralStatus,
    pub(crate) prescribed_at: Instant,
    pub(crate) progress: Progress,
}

/// All a prescriber reads of one prescription. It names no group and no other member.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PrescriptionDetail {
    #[serde(flatten)]
    pub(crate) row: PrescriptionRow,
    pub(crate) patient: PatientCard,
    /// The patient's answer in force.
    pub(crate) share_attendance: bool,
    /// Why the receiving organisation declined.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rejection_reason: Option<Pii<String>>,
    pub(crate) history: Vec<HistoryLine>,
}
