//! For whom a group is: what it is about, in which languages, for which ages, and what makes it
//! possible for everybody to take part.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::form::Form;
use crate::people::card::AccessNeed;

const LONGEST_TOPIC: usize = 60;
const MOST_TOPICS: usize = 12;
const MOST_LANGUAGES: usize = 12;
const OLDEST: i64 = 120;

/// Something that makes taking part possible.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Feature {
    /// Captions, or a hearing loop.
    Captions,
    /// Pages and papers that can be read aloud.
    ScreenReader,
    /// Large print.
    LargePrint,
    /// No steps, where people meet in person.
    StepFree,
    /// Few people and little noise.
    Quiet,
}

impl From<AccessNeed> for Feature {
    fn from(need: AccessNeed) -> Self {
        match need {
            AccessNeed::Captions => Self::Captions,
            AccessNeed::ScreenReader => Self::ScreenReader,
            AccessNeed::LargePrint => Self::LargePrint,
            AccessNeed::StepFree => Self::StepFree,
            AccessNeed::Quiet => Self::Quiet,
        }
    }
}

impl Feature {
    /// As it is stored.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Captions => "captions",
            Self::ScreenReader => "screen_reader",
            Self::LargePrint => "large_print",
            Self::StepFree => "step_free",
            Self::Quiet => "quiet",
        }
    }

    /// As it begins a sentence.
    pub(crate) const fn spoken(self) -> &'static str {
        match self {
            Self::Captions => "Captions or a hearing loop",
            Self::ScreenReader => "Working with a screen reader",
            Self::LargePrint => "Large print",
            Self::StepFree => "Step-free access",
            Self::Quiet => "A quiet place",
        }
    }
}

/// For whom a group is, besides its topic and the language it is held in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Suits {
    /// Words by which it is found, such as `heart`; at most 12.
    pub topics: Vec<String>,
    /// Languages besides its own in which somebody can take part (BCP 47).
    pub languages: Vec<String>,
    /// What is known to be there.
    pub features: Vec<Feature>,
    /// From which age, in years.
    pub youngest: Option<i64>,
    /// Up to which age, in years.
    pub oldest: Option<i64>,
}

impl Suits {
    /// The same, as it can be stored; what is wrong is noted under `suits.`.
    pub(crate) fn checked(&self, form: &mut Form, own_language: &str) -> Self {
        let topics = self.topics.iter().filter(|topic| !topic.trim().is_empty());
        let topics =
            topics.map(|topic| folded(&form.required("suits.topics", topic, LONGEST_TOPIC)));
        let topics = each_once(topics.collect());
        let languages = self.languages.iter();
        let languages = languages.map(|tag| form.language("suits.languages", tag));
        let mut languages = each_once(languages.collect());
        languages.retain(|language| language != own_language);
        refuse_too_many(form, "suits.topics", topics.len(), MOST_TOPICS);
        refuse_too_many(form, "suits.languages", languages.len(), MOST_LANGUAGES);
        self.check_ages(form);
        Self {
            topics,
            languages,
            features: each_once(self.features.clone()),
            youngest: self.youngest,
            oldest: self.oldest,
        }
    }

    fn check_ages(&self, form: &mut Form) {
        if let Some(youngest) = self.youngest {
            form.number("suits.youngest", youngest, 0..=OLDEST);
        }
        if let Some(oldest) = self.oldest {
            let least = self.youngest.unwrap_or(0).clamp(0, OLDEST);
            form.number("suits.oldest", oldest, least..=OLDEST);
        }
    }
}

/// As topics are compared: trimmed and in lowercase.
pub(crate) fn folded(topic: &str) -> String {
    topic.trim().to_lowercase()
}

/// Every one of `entries` once, in order.
pub(crate) fn each_once<T: Ord>(mut entries: Vec<T>) -> Vec<T> {
    entries.sort_unstable();
    entries.dedup();
    entries
}

fn refuse_too_many(form: &mut Form, field: &str, given: usize, most: usize) {
    if given > most {
        form.refuse(field, format!("Give at most {most}."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_lowercase_and_stand_once() {
        let suits = Suits {
            topics: vec![" Heart".to_owned(), "heart".to_owned(), " ".to_owned()],
            languages: vec!["es".to_owned(), "en".to_owned()],
            ..Suits::default()
        };
        let mut form = Form::default();
        let checked = suits.checked(&mut form, "en");
        assert!(form.finish().is_ok());
        assert_eq!(checked.topics, ["heart"]);
        assert_eq!(
            checked.languages,
            ["es"],
            "its own language goes without saying"
        );
    }

    #[test]
    fn ages_the_wrong_way_round_are_refused() {
        let suits = Suits {
            youngest: Some(60),
            oldest: Some(18),
            ..Suits::default()
        };
        let mut form = Form::default();
        suits.checked(&mut form, "en");
        assert!(form.finish().is_err());
    }
}
