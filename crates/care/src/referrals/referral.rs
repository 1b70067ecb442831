//! What crosses from the prescriber's organisation to another (FHIR Task).

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{GroupId, MembershipId, ReferralId, ReferralStatus, Urgency};

use crate::CareError;
use crate::named::Named;
use crate::people::card::PatientCard;
use crate::prescriptions::prescription::Dose;
use crate::referrals::history::HistoryLine;

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
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rejection_reason: Option<Pii<String>>,
    pub(crate) history: Vec<HistoryLine>,
}

/// Whether a referral with `status` may be accepted or rejected.
pub(crate) fn may_be_decided(status: ReferralStatus) -> Result<(), CareError> {
    match status {
        ReferralStatus::Requested => Ok(()),
        _ => Err(CareError::AlreadyDecided),
    }
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
    fn a_referral_is_decided_on_once() {
        use ReferralStatus::{Accepted, Completed, InProgress, Rejected, Requested};
        assert!(may_be_decided(Requested).is_ok());
        for status in [Accepted, Rejected, InProgress, Completed] {
            assert!(matches!(
                may_be_decided(status),
                Err(CareError::AlreadyDecided)
            ));
        }
    }

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
