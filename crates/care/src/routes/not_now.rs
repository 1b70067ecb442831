//! How somebody is told that a referral stands in the way of what they want.

use wellmet_foundation::http::Problem;
use wellmet_vocabulary::ReferralStatus;

/// 409: the referral stands in the way.
pub(super) fn not_now(status: ReferralStatus) -> Problem {
    let detail = match status {
        ReferralStatus::Requested => "Accept this referral first.",
        ReferralStatus::Accepted => "The patient has no place in a group.",
        ReferralStatus::InProgress => "The patient is in a group already.",
        ReferralStatus::OnHold => "This referral is on hold. Resume it first.",
        ReferralStatus::Rejected
        | ReferralStatus::Completed
        | ReferralStatus::Cancelled
        | ReferralStatus::Failed => "This referral has ended.",
    };
    Problem::conflict("not-now", "This cannot be done now", detail)
}
