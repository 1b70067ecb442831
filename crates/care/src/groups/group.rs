//! People who meet.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{GroupId, MembershipId, MembershipStatus, ReferralId, StaffId};

use crate::CareError;
use crate::form::Form;
use crate::groups::meets::TimeBand;
use crate::groups::suits::{Suits, each_once};
use crate::named::Named;
use crate::places::capacity::free_places;

pub(crate) const LONGEST_NAME: usize = 200;
pub(crate) const MOST_PLACES: i64 = 50;
/// The share of a session's window that counts as attended, where a group sets none.
const USUAL_ATTENDED_PERCENT: i64 = 50;

pub(crate) const NO_FACILITATOR: &str = "Choose at least one facilitator.";

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
    /// For whom it is.
    #[serde(default)]
    pub suits: Suits,
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
    pub(crate) suits: Suits,
}

impl NewGroup {
    /// The plan, when nothing is wrong with its fields. Facilitators are the store's to check.
    pub(crate) fn checked(&self) -> Result<GroupPlan, CareError> {
        let mut form = Form::default();
        let attended_percent = self.attended_percent.unwrap_or(USUAL_ATTENDED_PERCENT);
        let name = form.required("name", &self.name, LONGEST_NAME);
        let topic = form.required("topic", &self.topic, LONGEST_NAME);
        let language = form.language("language", &self.language);
        let plan = GroupPlan {
            name,
            topic,
            suits: self.suits.checked(&mut form, &language),
            language,
            capacity: self.capacity,
            attended_percent,
            facilitators: each_once(self.facilitator_ids.clone()),
        };
        form.number("capacity", plan.capacity, 1..=MOST_PLACES);
        form.number("attended_percent", attended_percent, 1..=100);
        if plan.facilitators.is_empty() {
            form.refuse("facilitator_ids", NO_FACILITATOR);
        }
        form.finish()?;
        Ok(plan)
    }
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
    /// To be told with a change, so that nobody changes what they have not seen.
    pub(crate) version: i64,
    /// Places kept for patients who have not answered yet.
    pub(crate) offered: i64,
    /// Patients who wait for a place.
    pub(crate) waiting: i64,
    pub(crate) place_status: PlaceStatus,
    pub(crate) takes_waiting: bool,
    /// The share of a session's window that counts as attended, in percent.
    pub(crate) attended_percent: i64,
    pub(crate) suits: Suits,
    /// Whether partner organisations see it in their directory.
    pub(crate) shared: bool,
    /// When somebody last said that all this still holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirmed_at: Option<Instant>,
}

impl GroupRow {
    /// How many places nobody has and none is kept for.
    pub(crate) fn free_places(&self) -> i64 {
        free_places(self.capacity, self.members + self.offered)
    }
}

/// Whether a group has room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlaceStatus {
    /// There is a free place.
    Capacity,
    /// It is full, and people may wait for a place.
    Waitlist,
    /// It is full, and takes nobody who waits.
    NoCapacity,
}

impl PlaceStatus {
    /// The status of a group with `free` places.
    pub(crate) const fn of(free: i64, takes_waiting: bool) -> Self {
        match (free, takes_waiting) {
            (1.., _) => Self::Capacity,
            (_, true) => Self::Waitlist,
            (_, false) => Self::NoCapacity,
        }
    }
}

/// When a group meets, in words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SeriesSummary {
    pub(crate) summary: String,
    /// IANA name.
    pub(crate) zone: String,
    /// The parts of the week it is in.
    pub(crate) bands: Vec<TimeBand>,
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
    /// Of which concerns about the patient are asked.
    pub(crate) referral_id: ReferralId,
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
            suits: Suits::default(),
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
