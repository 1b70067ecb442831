//! What of a prescription was changed, in words for whoever reads it.
//!
//! Invariant: what is personal is named and never quoted, and no receiver is told of a reason that
//! the patient did not let cross.

use serde::{Deserialize, Serialize};
use wellmet_foundation::DbError;
use wellmet_vocabulary::{Rhythm, Urgency};

use super::prescription::Plan;

/// The parts that differ, as they were and as they became.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Changed {
    sessions: Option<(i64, i64)>,
    rhythm: Option<(Rhythm, Rhythm)>,
    urgency: Option<(Urgency, Urgency)>,
    reason: bool,
    goal: bool,
    pub(crate) partner: bool,
    /// It became another prescriber's.
    pub(crate) prescriber: bool,
}

impl Changed {
    /// What is different in `after`.
    pub(crate) fn between(before: &Plan, after: &Plan) -> Self {
        Self {
            sessions: differing(before.dose.sessions, after.dose.sessions),
            rhythm: differing(before.dose.rhythm, after.dose.rhythm),
            urgency: differing(before.urgency, after.urgency),
            reason: before.reason != after.reason,
            goal: before.goal != after.goal,
            partner: false,
            prescriber: false,
        }
    }

    /// Nothing but that it became another prescriber's.
    pub(crate) fn handed_over() -> Self {
        Self {
            prescriber: true,
            ..Self::default()
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// As much of it as a receiver may be told: of reason and goal only if the patient lets them
    /// cross.
    pub(crate) fn for_receiver(&self, reason_crosses: bool) -> Self {
        Self {
            reason: self.reason && reason_crosses,
            goal: self.goal && reason_crosses,
            partner: false,
            prescriber: false,
            ..self.clone()
        }
    }

    /// "Pat Example changed the dose from 6 to 8 sessions and the reason."
    pub(crate) fn in_words(&self, who: &str) -> String {
        let parts = self.parts();
        let list = match parts.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => "it".to_owned(),
        };
        format!("{who} changed {list}.")
    }

    fn parts(&self) -> Vec<String> {
        let dose = self.sessions.map(|(was, is)| {
            let unit = if is == 1 { "session" } else { "sessions" };
            format!("the dose from {was} to {is} {unit}")
        });
        let rhythm = self
            .rhythm
            .map(|(was, is)| format!("how often from {} to {}", often(was), often(is)));
        let urgency = self
            .urgency
            .map(|(was, is)| format!("how soon from {} to {}", soon(was), soon(is)));
        let named = [
            (self.reason, "the reason"),
            (self.goal, "the goal"),
            (self.partner, "the partner"),
            (self.prescriber, "the prescriber"),
        ];
        let named = named.into_iter().filter(|(changed, _)| *changed);
        [dose, rhythm, urgency]
            .into_iter()
            .flatten()
            .chain(named.map(|(_, name)| name.to_owned()))
            .collect()
    }

    /// As it is stored.
    pub(crate) fn to_json(&self) -> Result<String, DbError> {
        serde_json::to_string(self).map_err(|error| DbError::Encode(error.into()))
    }
}

impl TryFrom<String> for Changed {
    type Error = serde_json::Error;

    fn try_from(json: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&json)
    }
}

fn differing<T: PartialEq + Copy>(was: T, is: T) -> Option<(T, T)> {
    (was != is).then_some((was, is))
}

const fn often(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Daily => "daily",
        Rhythm::Weekly => "weekly",
        Rhythm::Fortnightly => "every two weeks",
        Rhythm::Monthly => "monthly",
    }
}

const fn soon(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Routine => "routine",
        Urgency::Urgent => "urgent",
        Urgency::Asap => "as soon as possible",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prescriptions::Dose;

    fn plan(reason: &str, sessions: i64, urgency: Urgency) -> Plan {
        Plan {
            reason: reason.to_owned().into(),
            goal: None,
            urgency,
            dose: Dose {
                sessions,
                rhythm: Rhythm::Weekly,
            },
        }
    }

    #[test]
    fn a_change_says_the_dose_and_never_the_reason() {
        let before = plan("Lonely", 6, Urgency::Routine);
        let after = plan("Grieving", 8, Urgency::Asap);
        let changed = Changed::between(&before, &after);
        assert_eq!(
            changed.in_words("Pat Example"),
            "Pat Example changed the dose from 6 to 8 sessions, \
             how soon from routine to as soon as possible and the reason."
        );
        assert_eq!(
            Changed::try_from(changed.to_json().unwrap()).unwrap(),
            changed
        );
        assert!(Changed::between(&before, &before).is_nothing());
    }

    #[test]
    fn a_reason_that_does_not_cross_is_not_said_to_have_changed() {
        let before = plan("Lonely", 6, Urgency::Routine);
        let changed = Changed::between(&before, &plan("Grieving", 6, Urgency::Routine));
        assert!(changed.for_receiver(false).is_nothing());
        assert_eq!(
            changed.for_receiver(true).in_words("You"),
            "You changed the reason."
        );
    }
}
