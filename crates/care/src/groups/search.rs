//! Finding one of an organisation's own groups, page by page.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_vocabulary::GroupId;

use crate::CareError;
use crate::form::Form;
use crate::groups::group::GroupRow;
use crate::people::fold;

pub(crate) const LONGEST_WORDS: usize = 100;

/// Which of the caller's organisation's groups. It stands in the body, as what somebody types may
/// say something of a patient.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct GroupsWanted {
    /// Part of a name or a topic; every group when left out.
    pub words: Option<String>,
    /// After which group of an earlier page.
    pub after: Option<GroupId>,
}

/// The same, as it can be asked.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) words: Words,
    pub(crate) after: Option<GroupId>,
}

impl GroupsWanted {
    pub(crate) fn checked(&self) -> Result<Wanted, CareError> {
        let mut form = Form::default();
        let words = form.optional("words", self.words.as_deref(), LONGEST_WORDS);
        form.finish()?;
        Ok(Wanted {
            words: Words::of(words.as_deref()),
            after: self.after,
        })
    }
}

/// One page of an organisation's groups, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct GroupPage {
    pub(crate) items: Vec<GroupRow>,
    /// Whether there are more behind it.
    pub(crate) more: bool,
}

/// Words by which groups are sought, folded: none find every group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words(Vec<String>);

impl Words {
    pub(crate) fn of(typed: Option<&str>) -> Self {
        Self(fold::words(typed.unwrap_or_default()))
    }

    /// What LIKE finds them by, each wherever it stands; what is typed beyond three stands in the
    /// order in which it was typed. Words hold letters and digits only, so none is a pattern.
    pub(crate) fn patterns(&self) -> [String; 3] {
        let mut words = self.0.iter();
        [1, 1, usize::MAX].map(|most| {
            let some = words.by_ref().take(most).map(|word| format!("{word}%"));
            format!("%{}", some.collect::<String>())
        })
    }

    /// Whether all of them stand in `search_words`.
    pub(crate) fn are_in(&self, search_words: &str) -> bool {
        self.0.iter().all(|word| search_words.contains(word))
    }
}

/// What a group is found by: its name and all it is about.
pub(crate) fn search_words(name: &str, topic: &str, topics: &[String]) -> String {
    let texts = [name, topic].into_iter();
    let texts = texts.chain(topics.iter().map(String::as_str));
    let words: Vec<String> = texts.flat_map(fold::words).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_however_they_are_written() {
        let group = search_words("Café Ängstrom", "Singing", &["heart".to_owned()]);
        assert_eq!(group, "cafe angstrom singing heart");
        assert!(Words::of(Some("HEART Äng")).are_in(&group));
        assert!(!Words::of(Some("heart walk")).are_in(&group));
        assert!(Words::of(None).are_in(&group));
    }

    #[test]
    fn what_somebody_types_is_never_a_pattern_of_its_own() {
        let patterns = |typed| Words::of(Some(typed)).patterns();
        assert_eq!(patterns("100%_ Fit"), ["%100%", "%fit%", "%"]);
        assert_eq!(patterns("a b c d"), ["%a%", "%b%", "%c%d%"]);
        assert_eq!(patterns(" % "), ["%", "%", "%"]);
    }
}
