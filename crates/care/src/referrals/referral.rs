//! What crosses from the prescriber's organisation to another (FHIR Task).

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{
    GroupId, MembershipId, ReferralId, ReferralStage, ReferralStatus, Urgency,
};

use crate::CareError;
use crate::caseload::task::Task;
use crate::named::Named;
use crate::people::card::PatientCard;
use crate::prescriptions::consent::Answers;
use crate::prescriptions::prescription::Dose;
use crate::referrals::answering::Answering;
use crate::referrals::history::HistoryLine;
use crate::referrals::store::OnwardAnswer;

/// A referral in the caseload of the organisation that received it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReferralRow {
    pub(crate) id: ReferralId,
    pub(crate) patient: PatientCard,
    /// Left out unless the patient agreed that it crosses.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Pii<String>>,
    /// What the patient wants to come of it; it crosses with the reason.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) goal: Option<Pii<String>>,
    pub(crate) urgency: Urgency,
    pub(crate) dose: Dose,
    pub(crate) from_organisation: Named,
    pub(crate) status: ReferralStatus,
    pub(crate) requested_at: Instant,
    /// The patient's place, once matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) membership: Option<MatchedGroup>,
}

/// Where a patient has a place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MatchedGroup {
    pub(crate) id: MembershipId,
    pub(crate) group_id: GroupId,
    pub(crate) group_name: String,
}

/// All the receiving organisation reads of one referral.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReferralDetail {
    #[serde(flatten)]
    pub(crate) row: ReferralRow,
    /// Why it stands as it does.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_reason: Option<Pii<String>>,
    pub(crate) stage: ReferralStage,
    /// To be told with a change, so that nobody changes what they have not seen.
    pub(crate) version: i64,
    /// Whose it is; nobody's when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assigned_to: Option<Named>,
    /// `2026-12-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_contact_on: Option<String>,
    /// The organisation it was handed on to, while that lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handed_on_to: Option<Named>,
    /// Whether another organisation handed it on, and did not prescribe it.
    pub(crate) handed_on_here: bool,
    /// The patient's answers in force.
    #[serde(flatten)]
    pub(crate) answers: Answers,
    /// The patient's answer in force: may their card be passed on? Left out when never asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) onward: Option<OnwardAnswer>,
    pub(crate) answering: Option<Answering>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) history: Vec<HistoryLine>,
}

/// Whether the patient of a referral with `status` may be given a place.
pub(crate) fn may_be_matched(status: ReferralStatus) -> Result<(), CareError> {
    match status {
        ReferralStatus::Accepted => Ok(()),
        ReferralStatus::Requested => Err(CareError::NotAccepted),
        ReferralStatus::OnHold => Err(CareError::NotAccepted),
        ReferralStatus::Rejected | ReferralStatus::Cancelled | ReferralStatus::Failed => {
            Err(CareError::AlreadyDecided)
        }
        ReferralStatus::InProgress | ReferralStatus::Completed => Err(CareError::AlreadyMatched),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_accepted_referral_gets_a_place() {
        use ReferralStatus::{Accepted, Completed, InProgress, Rejected, Requested};
        assert!(may_be_matched(Accepted).is_ok());
        assert!(matches!(
            may_be_matched(Requested),
            Err(CareError::NotAccepted)
        ));
        assert!(matches!(
            may_be_matched(Rejected),
            Err(CareError::AlreadyDecided)
        ));
        for status in [InProgress, Completed] {
            assert!(matches!(
                may_be_matched(status),
                Err(CareError::AlreadyMatched)
            ));
        }
    }
}
