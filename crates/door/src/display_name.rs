//! The name the other members see: chosen by the patient, a first name or an alias.

use serde::Serialize;
use wellmet_foundation::Pii;
use wellmet_foundation::http::FieldError;

use crate::DoorError;

/// Longer names do not fit a tile. In characters.
const LONGEST: usize = 40;

/// A name fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub(crate) struct DisplayName(Pii<String>);

impl DisplayName {
    /// Reads what somebody typed.
    pub(crate) fn parse(typed: &str) -> Result<Self, DoorError> {
        let name = typed.trim();
        let problem = if name.is_empty() {
            "Write a name for the group to see."
        } else if name.chars().count() > LONGEST {
            "Use a name of at most 40 characters."
        } else if name.chars().any(char::is_control) {
            "Use letters, digits and spaces."
        } else {
            return Ok(Self(name.to_owned().into()));
        };
        Err(DoorError::Invalid(vec![FieldError::new(
            "display_name",
            problem,
        )]))
    }

    /// As the media plane shows it.
    pub(crate) fn into_inner(self) -> String {
        self.0.into_inner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_one_to_forty_characters() {
        let name = DisplayName::parse("  Addie ").unwrap();
        assert_eq!(name.into_inner(), "Addie");
        assert!(DisplayName::parse(&"ä".repeat(40)).is_ok());
        for typed in ["", "   ", "a\nb", &"ä".repeat(41)] {
            assert!(DisplayName::parse(typed).is_err(), "{typed:?}");
        }
    }
}
