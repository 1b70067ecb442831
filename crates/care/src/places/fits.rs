//! Why a group does or does not fit a patient, in sentences for the link worker who decides.
//!
//! Invariant: the order of suggestions follows from the sentences alone. Each carries its weight,
//! and nothing is weighed that is not said.

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;

use crate::groups::TimeBand;
use crate::places::language::language_name;
use crate::places::outline::Outline;
use crate::places::wishes::Wishes;

/// So long after somebody last said that it holds, what is known of a group is in doubt.
const FRESH: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Fit {
    /// A sentence.
    pub(crate) says: String,
    pub(crate) speaks: Speaks,
    #[serde(skip)]
    weight: i64,
}

/// For or against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Speaks {
    /// For the group.
    For,
    /// Nobody knows yet: worth a question.
    Unknown,
    /// Against it.
    Against,
}

impl Fit {
    fn new(speaks: Speaks, weight: i64, says: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            speaks,
            weight: match speaks {
                Speaks::For => weight,
                Speaks::Unknown => 0,
                Speaks::Against => -weight,
            },
        }
    }
}

/// What is known of a group that could take a patient.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub(crate) group: &'a Outline,
    pub(crate) wishes: &'a Wishes,
    /// Sessions prescribed.
    pub(crate) dose_sessions: i64,
    pub(crate) now: Instant,
}

impl Candidate<'_> {
    /// The reasons, in the order in which one asks.
    pub(crate) fn reasons(&self) -> Vec<Fit> {
        let mut fits = vec![self.about_places()];
        fits.extend(self.about_topic());
        fits.extend(self.about_language());
        fits.extend(self.about_time());
        fits.extend(self.about_age());
        fits.extend(self.about_features());
        fits.push(self.about_sessions());
        if !self.group.led {
            fits.push(Fit::new(Speaks::Against, 3, "Nobody leads it yet."));
        }
        fits.extend(self.about_freshness());
        fits
    }

    fn about_places(&self) -> Fit {
        match self.group.free_places() {
            0 if self.group.takes_waiting => {
                let waiting = self.group.waiting;
                let says = match waiting {
                    0 => "It is full; nobody waits yet.".to_owned(),
                    1 => "It is full; 1 person waits.".to_owned(),
                    _ => format!("It is full; {waiting} people wait."),
                };
                Fit::new(Speaks::Against, 8, says)
            }
            0 => Fit::new(
                Speaks::Against,
                20,
                "It is full and takes nobody who waits.",
            ),
            1 => Fit::new(Speaks::For, 8, "There is 1 free place."),
            places => Fit::new(Speaks::For, 8, format!("There are {places} free places.")),
        }
    }

    fn about_topic(&self) -> Option<Fit> {
        let topic = self.wishes.topic.as_ref()?;
        let named = self.group.topic.to_lowercase().contains(topic);
        let listed = self.group.suits.topics.contains(topic);
        Some(if named || listed {
            Fit::new(Speaks::For, 10, format!("It is about {topic}, as wished."))
        } else {
            Fit::new(
                Speaks::Against,
                6,
                format!("It is not said to be about {topic}."),
            )
        })
    }

    fn about_language(&self) -> Option<Fit> {
        let wanted = self.wishes.language.as_ref()?;
        let name = language_name(wanted);
        let spoken = &self.group.suits.languages;
        Some(if same_language(&self.group.language, wanted) {
            Fit::new(Speaks::For, 10, format!("It is held in {name}."))
        } else if spoken.iter().any(|one| same_language(one, wanted)) {
            Fit::new(Speaks::For, 8, format!("Somebody there speaks {name}."))
        } else {
            Fit::new(Speaks::Against, 12, format!("It is not held in {name}."))
        })
    }

    fn about_time(&self) -> Option<Fit> {
        let wanted = &self.wishes.times;
        if wanted.is_empty() {
            return None;
        }
        let bands = &self.group.bands;
        let suiting = bands.iter().find(|band| wanted.contains(band));
        Some(match (suiting, bands.first()) {
            (Some(band), _) => Fit::new(
                Speaks::For,
                8,
                format!("It meets {}, as wished.", band.spoken()),
            ),
            (None, Some(band)) => {
                let wanted = wanted.iter().map(|band: &TimeBand| band.spoken());
                let wanted = wanted.collect::<Vec<_>>().join(" or ");
                let says = format!("It meets {}, not {wanted}.", band.spoken());
                Fit::new(Speaks::Against, 6, says)
            }
            (None, None) => Fit::new(Speaks::Unknown, 0, "When it meets is not known yet."),
        })
    }

    fn about_age(&self) -> Option<Fit> {
        let age = self.wishes.age?;
        let (youngest, oldest) = (self.group.suits.youngest, self.group.suits.oldest);
        if youngest.is_some_and(|youngest| age < youngest) {
            let says = format!("It is for people from {} on.", youngest.unwrap_or(0));
            return Some(Fit::new(Speaks::Against, 15, says));
        }
        if oldest.is_some_and(|oldest| age > oldest) {
            let says = format!("It is for people up to {}.", oldest.unwrap_or(0));
            return Some(Fit::new(Speaks::Against, 15, says));
        }
        let bounded = youngest.is_some() || oldest.is_some();
        bounded.then(|| Fit::new(Speaks::For, 4, "It is for people of this age."))
    }

    fn about_features(&self) -> impl Iterator<Item = Fit> {
        self.wishes.features.iter().map(|feature| {
            let name = feature.spoken();
            if self.group.suits.features.contains(feature) {
                Fit::new(Speaks::For, 4, format!("{name}: confirmed."))
            } else {
                Fit::new(Speaks::Unknown, 0, format!("{name}: not confirmed."))
            }
        })
    }

    fn about_sessions(&self) -> Fit {
        let (ahead, dose) = (self.group.sessions_ahead, self.dose_sessions);
        match ahead {
            0 => Fit::new(Speaks::Against, 4, "No session is planned yet."),
            1 if dose == 1 => Fit::new(Speaks::For, 3, "1 session is ahead, as prescribed."),
            1 => Fit::new(
                Speaks::Against,
                1,
                format!("1 session is ahead; {dose} are prescribed."),
            ),
            _ if ahead == dose => Fit::new(
                Speaks::For,
                3,
                format!("{ahead} sessions are ahead, as prescribed."),
            ),
            _ if dose == 1 => Fit::new(
                Speaks::For,
                3,
                format!("{ahead} sessions are ahead; 1 is prescribed."),
            ),
            _ => {
                let speaks = if ahead > dose {
                    Speaks::For
                } else {
                    Speaks::Against
                };
                let says = format!("{ahead} sessions are ahead; {dose} are prescribed.");
                Fit::new(speaks, if ahead > dose { 3 } else { 1 }, says)
            }
        }
    }

    fn about_freshness(&self) -> Option<Fit> {
        let fresh = |at: Instant| self.now < at + FRESH;
        let says = "Nobody has confirmed these details lately.";
        let doubtful = !self.group.confirmed_at.is_some_and(fresh);
        doubtful.then(|| Fit::new(Speaks::Unknown, 0, says))
    }
}

/// How well a group with these reasons fits: the higher the better.
pub(crate) fn score(fits: &[Fit]) -> i64 {
    fits.iter().map(|fit| fit.weight).sum()
}

/// `pt` and `pt-BR` are one language to somebody who wants to be understood.
fn same_language(one: &str, other: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().map(str::to_lowercase);
    primary(one) == primary(other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use wellmet_vocabulary::GroupId;

    use super::*;
    use crate::groups::{Feature, Suits};

    fn evening_heart() -> Outline {
        Outline {
            id: GroupId::from(uuid::Uuid::from_u128(1)),
            topic: "Heart and walking".to_owned(),
            search_words: String::new(),
            language: "en".to_owned(),
            capacity: 8,
            taken: 6,
            waiting: 0,
            takes_waiting: true,
            bands: vec![TimeBand::Evening],
            suits: Suits {
                languages: vec!["es".to_owned()],
                features: vec![Feature::Captions],
                youngest: Some(18),
                ..Suits::default()
            },
            led: true,
            sessions_ahead: 6,
            confirmed_at: Some(Instant::from_millis(0)),
        }
    }

    fn wishes() -> Wishes {
        Wishes {
            topic: Some("heart".to_owned()),
            language: Some("es-MX".to_owned()),
            times: vec![TimeBand::Evening],
            age: Some(70),
            features: vec![Feature::Captions, Feature::StepFree],
        }
    }

    fn fits(group: &Outline, wishes: &Wishes) -> Vec<Fit> {
        let candidate = Candidate {
            group,
            wishes,
            dose_sessions: 6,
            now: Instant::from_millis(1),
        };
        candidate.reasons()
    }

    fn said(fits: &[Fit], speaks: Speaks) -> Vec<&str> {
        let of_it = fits.iter().filter(|fit| fit.speaks == speaks);
        of_it.map(|fit| fit.says.as_str()).collect()
    }

    #[test]
    fn a_group_that_fits_says_why_and_what_to_ask() {
        let fits = fits(&evening_heart(), &wishes());
        assert_eq!(
            said(&fits, Speaks::For),
            [
                "There are 2 free places.",
                "It is about heart, as wished.",
                "Somebody there speaks Spanish.",
                "It meets in the evening, as wished.",
                "It is for people of this age.",
                "Captions or a hearing loop: confirmed.",
                "6 sessions are ahead, as prescribed.",
            ]
        );
        assert_eq!(
            said(&fits, Speaks::Unknown),
            ["Step-free access: not confirmed."]
        );
        assert!(said(&fits, Speaks::Against).is_empty());
    }

    #[test]
    fn what_speaks_against_a_group_is_said_too() {
        let morning = Outline {
            taken: 8,
            waiting: 2,
            topic: "Singing".to_owned(),
            led: false,
            sessions_ahead: 0,
            suits: Suits {
                oldest: Some(25),
                ..Suits::default()
            },
            bands: vec![TimeBand::Morning],
            confirmed_at: None,
            ..evening_heart()
        };
        let fits = fits(&morning, &wishes());
        assert_eq!(
            said(&fits, Speaks::Against),
            [
                "It is full; 2 people wait.",
                "It is not said to be about heart.",
                "It is not held in Spanish.",
                "It meets in the morning, not in the evening.",
                "It is for people up to 25.",
                "No session is planned yet.",
                "Nobody leads it yet.",
            ]
        );
        assert!(
            said(&fits, Speaks::Unknown).contains(&"Nobody has confirmed these details lately.")
        );
    }

    #[test]
    fn without_wishes_nothing_is_said_of_them() {
        let fits = fits(&evening_heart(), &Wishes::default());
        assert_eq!(fits.len(), 2, "{fits:?}");
    }

    #[test]
    fn one_session_reads_as_one() {
        let once_more = Outline {
            sessions_ahead: 1,
            ..evening_heart()
        };
        let fits = fits(&once_more, &Wishes::default());
        assert!(said(&fits, Speaks::Against).contains(&"1 session is ahead; 6 are prescribed."));
    }

    proptest! {
        #[test]
        fn a_free_place_never_makes_a_group_fit_worse(taken in 0_i64..10, ahead in 0_i64..12) {
            let emptier = Outline { taken, sessions_ahead: ahead, ..evening_heart() };
            let fuller = Outline { taken: taken + 1, ..emptier.clone() };
            let wishes = wishes();
            let of = |group| score(&fits(group, &wishes));
            prop_assert!(of(&emptier) >= of(&fuller));
        }
    }
}
