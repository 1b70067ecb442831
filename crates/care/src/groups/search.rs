//! Finding one of an organisation's own groups, page by page.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_vocabulary::GroupId;

use crate::CareError;
use crate::form::Form;
use crate::groups::group::GroupRow;

const LONGEST_WORDS: usize = 100;

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
    pub(crate) pattern: String,
    pub(crate) after: Option<GroupId>,
}

impl GroupsWanted {
    pub(crate) fn checked(&self) -> Result<Wanted, CareError> {
        let mut form = Form::default();
        let words = form.optional("words", self.words.as_deref(), LONGEST_WORDS);
        form.finish()?;
        Ok(Wanted {
            pattern: pattern(words.as_deref()),
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

/// What LIKE finds `words` by, wherever they stand; `%%` for none.
pub(crate) fn pattern(words: Option<&str>) -> String {
    let words = words.unwrap_or_default().to_lowercase();
    let escaped = words
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_found_as_it_is() {
        assert_eq!(pattern(Some("100% Fit_!")), "%100!% fit!_!!%");
        assert_eq!(pattern(None), "%%");
    }
}
