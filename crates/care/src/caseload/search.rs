//! Finding one's way in a caseload: which referrals, in which order.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{ReferralId, ReferralStage, ReferralStatus, StaffId, Urgency};

use super::day::optional_day;
use super::fold::pattern;
use crate::CareError;
use crate::form::Form;
use crate::named::Named;

const LONGEST_TEXT: usize = 200;

/// A part of the caseload, by how far its referrals have come.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Tab {
    /// Everything that has not ended.
    #[default]
    Open,
    /// What waits for a decision.
    New,
    /// What is being worked on.
    Active,
    /// What rests.
    OnHold,
    /// What has ended.
    Ended,
    /// Everything ever received.
    All,
}

/// Whose referrals.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Whose {
    /// Everybody's.
    #[default]
    Anybody,
    /// The caller's.
    Mine,
    /// Those that nobody has taken over.
    Nobody,
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// The longest wait first.
    #[default]
    Oldest,
    /// The last to come in first.
    Newest,
    /// The most urgent first, and of equals the longest wait.
    Urgency,
    /// By the patient's name.
    Name,
    /// By the day of the next contact; without one last.
    NextContact,
}

/// What somebody looks at. It is also what a kept view keeps.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Filters {
    pub(crate) tab: Tab,
    pub(crate) stage: Option<ReferralStage>,
    pub(crate) whose: Whose,
    /// A colleague's, whatever `whose` says.
    pub(crate) assigned_to: Option<StaffId>,
    /// Only where the day of the next contact has come.
    pub(crate) due: bool,
    /// Only what is urgent, or wanted as soon as possible.
    pub(crate) urgent: bool,
    /// Only with a risk or a safeguarding flag.
    pub(crate) flagged: bool,
    pub(crate) order: Order,
}

/// A search of the caseload.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CaseloadSearch {
    #[serde(flatten)]
    pub(crate) filters: Filters,
    /// Words of the patient's name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) text: Option<Pii<String>>,
    /// Which day it is where the caller is, `2026-12-01`: needed for `due`.
    #[serde(default)]
    pub(crate) today: Option<String>,
    /// The last referral of the page before.
    #[serde(default)]
    pub(crate) after: Option<ReferralId>,
}

/// A search whose every field can be used as it is.
#[derive(Debug)]
pub(crate) struct Search {
    pub(crate) filters: Filters,
    pub(crate) pattern: Option<String>,
    /// The last day on which a next contact counts as due; `None` when any day does.
    pub(crate) due_by: Option<String>,
    pub(crate) after: Option<ReferralId>,
}

impl CaseloadSearch {
    pub(crate) fn checked(self) -> Result<Search, CareError> {
        let mut form = Form::default();
        let text = self.text.as_ref().map(|text| text.as_str());
        let text = form.optional("text", text, LONGEST_TEXT);
        let today = optional_day(&mut form, "today", self.today.as_deref());
        if self.filters.due && self.today.is_none() {
            form.refuse("today", "Say which day it is.");
        }
        form.finish()?;
        Ok(Search {
            pattern: text.as_deref().and_then(pattern),
            due_by: today.filter(|_| self.filters.due),
            filters: self.filters,
            after: self.after,
        })
    }
}

impl Search {
    /// The one person whose referrals are sought, if it is one's.
    pub(crate) fn assigned_to(&self, caller: StaffId) -> Option<StaffId> {
        let mine = (self.filters.whose == Whose::Mine).then_some(caller);
        self.filters.assigned_to.or(mine)
    }
}

/// A referral in the caseload.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CaseloadRow {
    pub(crate) id: ReferralId,
    #[schema(value_type = String)]
    pub(crate) patient_name: Pii<String>,
    pub(crate) from_organisation: Named,
    pub(crate) status: ReferralStatus,
    pub(crate) stage: ReferralStage,
    pub(crate) urgency: Urgency,
    pub(crate) requested_at: Instant,
    /// Whose it is; nobody's when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assigned_to: Option<Named>,
    /// `2026-12-01`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_contact_on: Option<String>,
    /// The group in which the patient has a place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group_name: Option<String>,
    /// The organisation it was handed on to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handed_on_to: Option<String>,
    /// How many flags stand.
    pub(crate) flags: i64,
    /// How many tasks are open.
    pub(crate) tasks: i64,
}

/// How many referrals each part of the caseload has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Counts {
    pub(crate) open: i64,
    pub(crate) new: i64,
    pub(crate) active: i64,
    pub(crate) on_hold: i64,
    pub(crate) ended: i64,
    pub(crate) all: i64,
}

impl Counts {
    /// The counts of referrals `by_status`.
    pub(crate) fn of(by_status: &[(ReferralStatus, i64)]) -> Self {
        let mut counts = Self::default();
        for (status, referrals) in by_status {
            let part = match status {
                ReferralStatus::Requested => &mut counts.new,
                ReferralStatus::Accepted | ReferralStatus::InProgress => &mut counts.active,
                ReferralStatus::OnHold => &mut counts.on_hold,
                ReferralStatus::Rejected
                | ReferralStatus::Completed
                | ReferralStatus::Cancelled
                | ReferralStatus::Failed => &mut counts.ended,
            };
            *part += referrals;
            counts.all += referrals;
        }
        counts.open = counts.all - counts.ended;
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_referral_is_counted_in_one_part_and_in_the_whole() {
        let counts = Counts::of(&[
            (ReferralStatus::Requested, 3),
            (ReferralStatus::Accepted, 4),
            (ReferralStatus::InProgress, 5),
            (ReferralStatus::OnHold, 1),
            (ReferralStatus::Failed, 2),
            (ReferralStatus::Completed, 7),
        ]);
        let expected = Counts {
            open: 13,
            new: 3,
            active: 9,
            on_hold: 1,
            ended: 9,
            all: 22,
        };
        assert_eq!(counts, expected);
    }
}
