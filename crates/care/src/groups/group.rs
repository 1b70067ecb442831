//! People who meet.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_vocabulary::{GroupId, MembershipId, MembershipStatus, StaffId};

use crate::CareError;
use crate::form::Form;
use crate::named::Named;

const LONGEST_NAME: usize = 200;
const MOST_PLACES: i64 = 50;
/// The share of a session's window that counts as attended, where a group sets none.
const USUAL_ATTENDED_PERCENT: i64 = 50;

/// A group as a link worker makes it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewGroup {
    /// What staff and members call it.
    pub name: String,
    /// What it is about. It is told to nobody outside its organisation and its members.
    pub topic: String,
    /// The language it is held in (BCP 47).
    pub language: String,
    /// How many patients it takes, from 1 to 50.
    pub capacity: i64,
    /// Who leads it: at least one facilitator of the organisation.
    pub facilitator_ids: Vec<StaffId>,
    /// The share of a session's window that counts as attended, from 1 to 100; 50 when left out.
    pub attended_percent: Option<i64>,
}

/// A group whose every field can be stored as it is.
#[derive(Debug)]
pub(crate) struct GroupPlan {
    pub(crate) name: String,
    pub(crate) topic: String,
    pub(crate) language: String,
    pub(crate) capacity: i64,
    pub(crate) attended_percent: i64,
    /// Each once.
    pub(crate) facilitators: Vec<StaffId>,
}

impl NewGroup {
    /// The plan, when nothing is wrong with its fields. Facilitators are the store's to check.
    pub(crate) fn checked(&self) -> Result<GroupPlan, CareError> {
        let mut form = Form::default();
        let attended_percent = self.attended_percent.unwrap_or(USUAL_ATTENDED_PERCENT);
        let plan = GroupPlan {
            name: form.required("name", &self.name, LONGEST_NAME),
            topic: form.required("topic", &self.topic, LONGEST_NAME),
            language: form.language("language", &self.language),
            capacity: self.capacity,
            attended_percent,
            facilitators: each_once(&self.facilitator_ids),
        };
        form.number("capacity", plan.capacity, 1..=MOST_PLACES);
        form.number("attended_percent", attended_percent, 1..=100);
        if plan.facilitators.is_empty() {
            form.refuse("facilitator_ids", "Choose at least one facilitator.");
        }
        form.finish()?;
        Ok(plan)
    }
}

fn each_once(staff: &[StaffId]) -> Vec<StaffId> {
    let mut staff = staff.to_vec();
    staff.sort_unstable();
    staff.dedup();
    staff
}

/// A group in its organisation's list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GroupRow {
    pub(crate) id: GroupId,
    pub(crate) name: String,
    pub(crate) topic: String,
    pub(crate) language: String,
    pub(crate) capacity: i64,
    /// Active members.
    pub(crate) members: i64,
    pub(crate) facilitators: Vec<Named>,
    /// The newest plan of meetings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) series: Option<SeriesSummary>,
}

/// When a group meets, in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SeriesSummary {
    pub(crate) summary: String,
    /// IANA name.
    pub(crate) zone: String,
}

/// A group with its members, for the staff who look after it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GroupDetail {
    #[serde(flatten)]
    pub(crate) row: GroupRow,
    pub(crate) roster: Vec<RosterLine>,
}

/// One member on the roster.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct RosterLine {
    pub(crate) membership_id: MembershipId,
    #[schema(value_type = String)]
    pub(crate) full_name: Pii<String>,
    /// The name the other members see.
    #[schema(value_type = String)]
    pub(crate) alias: Pii<String>,
    pub(crate) status: MembershipStatus,
    /// The patient's answer in force.
    pub(crate) share_attendance: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walkers() -> NewGroup {
        let facilitator = uuid::Uuid::from_u128(1).into();
        NewGroup {
            name: "Walkers".to_owned(),
            topic: "Walking".to_owned(),
            language: "en".to_owned(),
            capacity: 12,
            facilitator_ids: vec![facilitator, facilitator],
            attended_percent: None,
        }
    }

    #[test]
    fn half_of_the_window_counts_unless_a_group_says_otherwise() {
        let plan = walkers().checked().unwrap();
        assert_eq!(plan.attended_percent, 50);
        assert_eq!(plan.facilitators.len(), 1, "each facilitator once");
    }

    #[test]
    fn impossible_numbers_and_a_group_nobody_leads_are_refused() {
        let group = NewGroup {
            capacity: 0,
            attended_percent: Some(101),
            facilitator_ids: Vec::new(),
            ..walkers()
        };
        let Err(CareError::Invalid(errors)) = group.checked() else {
            panic!("nothing was refused");
        };
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["capacity", "attended_percent", "facilitator_ids"]);
    }
}
