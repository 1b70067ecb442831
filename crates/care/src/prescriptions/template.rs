//! What the next prescription for somebody starts from, and what they were prescribed before.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{OrganisationId, PrescriptionId, ReferralStatus, Urgency};

use crate::named::Named;
use crate::prescriptions::consent::Answers;
use crate::prescriptions::prescription::Dose;
use crate::prescriptions::progress::Progress;

/// What somebody prescribed for a patient last, to start the next from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Template {
    #[schema(value_type = String)]
    pub(crate) reason: Pii<String>,
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<Pii<String>>,
    pub(crate) urgency: Urgency,
    pub(crate) dose: Dose,
    pub(crate) to_organisation_id: OrganisationId,
    /// What the patient answered, as it is in force now.
    pub(crate) answers: Answers,
    /// The version of the text to which all of them were given; missing when there is no one such
    /// text, so that the patient has to be asked anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text_version: Option<String>,
    pub(crate) prescribed_at: Instant,
}

/// One prescription on its patient's page. Of a colleague's no more is told than that it is there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PatientsPrescription {
    pub(crate) id: PrescriptionId,
    /// Whether the caller wrote it.
    pub(crate) own: bool,
    pub(crate) prescriber: Named,
    pub(crate) to_organisation: Named,
    pub(crate) status: ReferralStatus,
    pub(crate) dose: Dose,
    pub(crate) prescribed_at: Instant,
    /// Only of the caller's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) progress: Option<Progress>,
}
