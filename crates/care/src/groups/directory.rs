//! The groups that an organisation can send people to: its own, and those that partner
//! organisations share on purpose.
//!
//! Invariant: of another organisation's group, nothing is told while it is not shared, and never
//! who is in it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Instant;
use wellmet_vocabulary::GroupId;

use crate::CareError;
use crate::form::Form;
use crate::groups::group::{PlaceStatus, SeriesSummary};
use crate::groups::{Feature, Suits, TimeBand};
use crate::named::Named;

const LONGEST_WORDS: usize = 100;

/// What is looked for; what is left out is not asked for.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct DirectorySearch {
    /// Part of a name or a topic.
    pub words: Option<String>,
    /// In which somebody can take part (BCP 47).
    pub language: Option<String>,
    /// When it meets, by its own local time.
    pub time: Option<TimeBand>,
    /// What must be there.
    pub feature: Option<Feature>,
    /// For whom, in years.
    pub age: Option<i64>,
    /// Only groups with a free place.
    pub free_only: bool,
    /// After which group of an earlier page.
    pub after: Option<GroupId>,
}

impl DirectorySearch {
    /// The search with trimmed words, when nothing is wrong with its fields.
    pub(crate) fn checked(&self) -> Result<Self, CareError> {
        let mut form = Form::default();
        let language = form.optional("language", self.language.as_deref(), 35);
        let search = Self {
            words: form.optional("words", self.words.as_deref(), LONGEST_WORDS),
            language: language.map(|tag| form.language("language", &tag)),
            ..self.clone()
        };
        if let Some(age) = self.age {
            form.number("age", age, 0..=120);
        }
        form.finish()?;
        Ok(search)
    }
}

/// A group as its own organisation and its partners see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DirectoryRow {
    pub(crate) id: GroupId,
    pub(crate) name: String,
    pub(crate) organisation: Named,
    /// Whether it is of the reader's organisation.
    pub(crate) own: bool,
    /// Whether partners see it.
    pub(crate) shared: bool,
    pub(crate) topic: String,
    pub(crate) language: String,
    pub(crate) suits: Suits,
    pub(crate) place_status: PlaceStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) series: Option<SeriesSummary>,
    /// When it meets next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_at: Option<Instant>,
    /// When somebody last said that all this holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) confirmed_at: Option<Instant>,
}

/// One page of the directory, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DirectoryPage {
    pub(crate) items: Vec<DirectoryRow>,
    /// Whether there are more behind it.
    pub(crate) more: bool,
}
