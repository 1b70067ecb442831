//! What groups people look for and have no place in, in words: "9 people want an evening heart
//! group in Spanish".
//!
//! Invariant: whoever is counted is invited when a group is started from it, and nobody else: one
//! predicate decides both.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_vocabulary::ReferralId;

use crate::groups::TimeBand;
use crate::places::language::language_name;

/// Somebody who looks for a place and is offered none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seeking {
    pub(crate) referral: ReferralId,
    pub(crate) topic: Option<String>,
    pub(crate) language: Option<String>,
    /// Empty where any time would do.
    pub(crate) times: Vec<TimeBand>,
    pub(crate) since: Instant,
}

/// A kind of group that could be started.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Sought {
    /// What it is about; whatever it is about where missing.
    pub topic: Option<String>,
    /// In which language (BCP 47); in any where missing.
    pub language: Option<String>,
    /// When; at any time where missing.
    pub time: Option<TimeBand>,
}

impl Sought {
    /// Whether a group of this kind is what somebody looks for.
    pub(crate) fn suits(&self, seeking: &Seeking) -> bool {
        let in_time = match self.time {
            Some(time) => seeking.times.is_empty() || seeking.times.contains(&time),
            None => seeking.times.is_empty(),
        };
        self.topic == seeking.topic && self.language == seeking.language && in_time
    }

    /// "9 people want an evening heart group in Spanish."
    fn words(&self, people: usize) -> String {
        let time = self.time.map(|time| match time {
            TimeBand::Morning => "morning",
            TimeBand::Afternoon => "afternoon",
            TimeBand::Evening => "evening",
            TimeBand::Weekend => "weekend",
        });
        let kind: Vec<&str> = time
            .into_iter()
            .chain(self.topic.as_deref())
            .chain(["group"])
            .collect();
        let kind = kind.join(" ");
        let article = match kind.chars().next() {
            Some('a' | 'e' | 'i' | 'o' | 'u') => "an",
            _ => "a",
        };
        let language = self.language.as_deref().map(language_name);
        let language = language.map_or_else(String::new, |name| format!(" in {name}"));
        match people {
            1 => format!("1 person wants {article} {kind}{language}."),
            _ => format!("{people} people want {article} {kind}{language}."),
        }
    }
}

/// How many people look for one kind of group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Demand {
    #[serde(flatten)]
    pub(crate) sought: Sought,
    pub(crate) people: usize,
    /// A sentence.
    pub(crate) says: String,
    /// Since when the first of them looks.
    pub(crate) since: Instant,
}

/// What is looked for, by most people first. Who would come at several times counts for each.
pub(crate) fn demands(seeking: &[Seeking]) -> Vec<Demand> {
    let mut demands: Vec<Demand> = kinds(seeking)
        .into_iter()
        .filter_map(|sought| {
            let suited = seeking.iter().filter(|one| sought.suits(one));
            let since = suited.clone().map(|one| one.since).min()?;
            let people = suited.count();
            Some(Demand {
                says: sought.words(people),
                people,
                since,
                sought,
            })
        })
        .collect();
    demands.sort_by(|one, other| {
        let by_people = other.people.cmp(&one.people);
        by_people.then_with(|| one.sought.cmp(&other.sought))
    });
    demands
}

/// Every kind of group that anybody looks for. A time is left open only where nobody who looks
/// for the like has named one: whoever would come at any time counts for those that are named.
fn kinds(seeking: &[Seeking]) -> Vec<Sought> {
    let mut times: BTreeMap<(Option<String>, Option<String>), BTreeSet<TimeBand>> = BTreeMap::new();
    for one in seeking {
        let like = (one.topic.clone(), one.language.clone());
        times.entry(like).or_default().extend(&one.times);
    }
    let mut kinds = Vec::new();
    for ((topic, language), times) in times {
        let sought = |time| Sought {
            topic: topic.clone(),
            language: language.clone(),
            time,
        };
        if times.is_empty() {
            kinds.push(sought(None));
        } else {
            kinds.extend(times.into_iter().map(|time| sought(Some(time))));
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seeking(
        number: u128,
        topic: Option<&str>,
        language: Option<&str>,
        times: &[TimeBand],
    ) -> Seeking {
        Seeking {
            referral: uuid::Uuid::from_u128(number).into(),
            topic: topic.map(str::to_owned),
            language: language.map(str::to_owned),
            times: times.to_vec(),
            since: Instant::from_millis(i64::try_from(number).unwrap()),
        }
    }

    #[test]
    fn what_is_wanted_is_said_in_words_by_most_people_first() {
        use TimeBand::{Evening, Morning};
        let mut all: Vec<_> = (2..11)
            .map(|number| seeking(number, Some("heart"), Some("es"), &[Evening]))
            .collect();
        all.push(seeking(1, Some("asthma"), None, &[]));
        all.push(seeking(20, Some("singing"), Some("en"), &[Morning]));
        all.push(seeking(21, Some("singing"), Some("en"), &[]));
        let said: Vec<_> = demands(&all).into_iter().map(|one| one.says).collect();
        assert_eq!(
            said,
            [
                "9 people want an evening heart group in Spanish.",
                "2 people want a morning singing group in English.",
                "1 person wants an asthma group.",
            ]
        );
    }

    #[test]
    fn of_whom_nothing_is_known_wants_a_group_too() {
        let said = demands(&[seeking(1, None, None, &[])]);
        assert_eq!(said[0].says, "1 person wants a group.");
    }

    proptest! {
        #[test]
        fn everybody_who_looks_is_counted_at_least_once(
            wishes in proptest::collection::vec((0_usize..3, 0_usize..2, 0_usize..3), 0..20),
        ) {
            let topics = [None, Some("heart"), Some("asthma")];
            let languages = [None, Some("es")];
            let times: [&[TimeBand]; 3] =
                [&[], &[TimeBand::Evening], &[TimeBand::Morning, TimeBand::Evening]];
            let all: Vec<_> = (1_u128..)
                .zip(wishes)
                .map(|(number, (topic, language, time))| {
                    seeking(number, topics[topic], languages[language], times[time])
                })
                .collect();
            let told = demands(&all);
            for one in &all {
                prop_assert!(told.iter().any(|demand| demand.sought.suits(one)));
            }
            for demand in told {
                let people = all.iter().filter(|one| demand.sought.suits(one)).count();
                prop_assert_eq!(people, demand.people);
            }
        }
    }
}
