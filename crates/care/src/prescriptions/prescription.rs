//! A prescriber's order that a patient join a group programme (FHIR ServiceRequest).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{
    OrganisationId, PatientId, PrescriptionId, ReferralStatus, Rhythm, Urgency,
};

use crate::CareError;
use crate::form::Form;
use crate::named::Named;
use crate::people::card::PatientCard;
use crate::people::patient::{CheckedPatient, NewPatient, Rules};
use crate::prescriptions::consent::{Answers, ConsentsGiven, Question};
use crate::prescriptions::progress::Progress;
use crate::prescriptions::store::consents::RecordedAnswer;
use crate::referrals::history::HistoryLine;

const LONGEST_TEXT: usize = 2_000;
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
    /// For whom, when they are new to the register; otherwise `patient_id`.
    pub patient: Option<NewPatient>,
    /// For whom, of those on the register.
    pub patient_id: Option<PatientId>,
    /// What it is for, and how much.
    #[serde(flatten)]
    pub plan: NewPlan,
    /// To whom it goes: one of the partners of the prescriber's organisation.
    pub to_organisation_id: OrganisationId,
    /// What the patient answered.
    pub consent: ConsentsGiven,
}

/// What a prescription is for, and how much of it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPlan {
    /// Why. It crosses only if the patient agreed.
    #[schema(value_type = String)]
    pub reason: Pii<String>,
    /// What the patient wants to come of it. It crosses with the reason.
    #[schema(value_type = Option<String>)]
    pub goal: Option<Pii<String>>,
    /// How soon; `routine` when left out.
    #[serde(default)]
    pub urgency: Urgency,
    /// How much.
    pub dose: Dose,
}

/// A plan whose every field can be stored as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) reason: Pii<String>,
    pub(crate) goal: Option<Pii<String>>,
    pub(crate) urgency: Urgency,
    pub(crate) dose: Dose,
}

impl NewPlan {
    /// The plan, with what is wrong noted on `form`.
    pub(crate) fn check(&self, form: &mut Form) -> Plan {
        let reason = form.required("reason", &self.reason, LONGEST_TEXT);
        let goal = self.goal.as_ref().map(|goal| goal.as_str());
        let goal = form.optional("goal", goal, LONGEST_TEXT);
        form.number("dose.sessions", self.dose.sessions, 1..=MOST_SESSIONS);
        Plan {
            reason: reason.into(),
            goal: goal.map(Pii::new),
            urgency: self.urgency,
            dose: self.dose,
        }
    }
}

/// For whom something is prescribed.
#[derive(Debug)]
pub(crate) enum For {
    Newcomer(Box<CheckedPatient>),
    Known(PatientId),
}

/// A prescription whose every field can be stored as it is.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) patient: For,
    pub(crate) plan: Plan,
    pub(crate) to: OrganisationId,
    pub(crate) consent: ConsentsGiven,
}

impl NewPrescription {
    /// The order, when nothing is wrong with its fields. Partners and who is on the register are
    /// the store's to check.
    pub(crate) fn checked(&self, rules: Rules<'_>) -> Result<Order, CareError> {
        let mut form = Form::default();
        let patient = match (&self.patient, self.patient_id) {
            (Some(patient), None) => Some(For::Newcomer(Box::new(
                patient.check(&mut form, "patient.", rules),
            ))),
            (None, Some(known)) => Some(For::Known(known)),
            _ => {
                form.refuse("patient_id", "Choose one patient, or enter a new one.");
                None
            }
        };
        let plan = self.plan.check(&mut form);
        let consent = self.consent.check(&mut form, "consent.");
        form.finish()?;
        Ok(Order {
            patient: patient.ok_or(CareError::NotFound)?,
            plan,
            to: self.to_organisation_id,
            consent,
        })
    }
}

/// A prescription in its prescriber's list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PrescriptionRow {
    pub(crate) id: PrescriptionId,
    pub(crate) patient_id: PatientId,
    #[schema(value_type = String)]
    pub(crate) patient_name: Pii<String>,
    #[schema(value_type = String)]
    pub(crate) reason: Pii<String>,
    pub(crate) urgency: Urgency,
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
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<Pii<String>>,
    /// The patient's answers in force.
    #[serde(flatten)]
    pub(crate) answers: Answers,
    /// Every answer, oldest first.
    pub(crate) consents: Vec<ConsentLine>,
    /// Rises with every change; a change names the version it was made on.
    pub(crate) version: i64,
    /// Why it stands as it does, where somebody said so.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_reason: Option<Pii<String>>,
    pub(crate) history: Vec<HistoryLine>,
}

/// One answer, for whoever wants to know who asked, when, and by which text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ConsentLine {
    pub(crate) question: Question,
    pub(crate) given: bool,
    pub(crate) text_version: String,
    pub(crate) language: String,
    /// Who of staff wrote it down; left out when the patient answered at the door.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    pub(crate) at: Instant,
}

impl From<RecordedAnswer> for ConsentLine {
    fn from(answer: RecordedAnswer) -> Self {
        Self {
            question: answer.question,
            given: answer.given,
            text_version: answer.text_version,
            language: answer.language,
            by: answer.staff_name,
            at: answer.recorded_at,
        }
    }
}
