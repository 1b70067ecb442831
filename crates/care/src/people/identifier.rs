//! Numbers a patient is known by elsewhere. They find a patient again, and never cross.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;

use super::settings::PeopleSettings;
use crate::form::Form;

const LONGEST_VALUE: usize = 60;

/// How a number is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Ten digits, of which the last checks the others (NHS Data Dictionary, "NHS number").
    NhsNumber,
    /// Anything a record system may write.
    Text,
}

/// One system of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct IdentifierSystem {
    /// What the database and the pages call it.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// How its numbers are checked.
    pub kind: IdentifierKind,
}

/// A text that names no system of numbers.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not `key=Label:kind` with a kind of `nhs_number` or `text`")]
pub struct BadIdentifierSystem(String);

impl IdentifierSystem {
    /// The system `key`, called `label`.
    pub fn new(key: &str, label: &str, kind: IdentifierKind) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            kind,
        }
    }
}

/// Reads `nhs=NHS number:nhs_number`.
impl FromStr for IdentifierSystem {
    type Err = BadIdentifierSystem;

    fn from_str(text: &str) -> Result<Self, BadIdentifierSystem> {
        let bad = || BadIdentifierSystem(text.to_owned());
        let (key, rest) = text.trim().split_once('=').ok_or_else(bad)?;
        let (label, kind) = rest.rsplit_once(':').ok_or_else(bad)?;
        let kind = match kind.trim() {
            "nhs_number" => IdentifierKind::NhsNumber,
            "text" => IdentifierKind::Text,
            _ => return Err(bad()),
        };
        let known_shape = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty() || !key.chars().all(known_shape) || label.trim().is_empty() {
            return Err(bad());
        }
        Ok(Self::new(key, label.trim(), kind))
    }
}

/// A number of one patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Identifier {
    /// The system's key.
    pub system: String,
    /// The number; blanks and hyphens do not count in it.
    #[schema(value_type = String)]
    pub value: Pii<String>,
}

/// The identifiers as they are stored: those given, each checked by its system.
pub(crate) fn check_identifiers(
    form: &mut Form,
    prefix: &str,
    given: &[Identifier],
    settings: &PeopleSettings,
) -> Vec<Identifier> {
    let mut checked: Vec<Identifier> = Vec::new();
    for identifier in given {
        let field = format!("{prefix}identifiers.{}", identifier.system);
        let value = form.optional(&field, Some(&identifier.value), LONGEST_VALUE);
        let Some(value) = value else { continue };
        let system = settings.identifier_systems.iter();
        let Some(system) = system.into_iter().find(|one| one.key == identifier.system) else {
            form.refuse(&field, "This kind of number is not in use here.");
            continue;
        };
        if checked.iter().any(|other| other.system == system.key) {
            form.refuse(&field, "Give this number once.");
            continue;
        }
        let value = match system.kind {
            IdentifierKind::Text => value,
            IdentifierKind::NhsNumber => without_blanks(&value),
        };
        if system.kind == IdentifierKind::NhsNumber && !is_nhs_number(&value) {
            form.refuse(
                &field,
                "This is not an NHS number: its ten digits do not check. Look for a slip.",
            );
        }
        checked.push(Identifier {
            system: system.key.clone(),
            value: value.into(),
        });
    }
    checked
}

/// As people group them: `943 476 5919`, `943-476-5919`.
fn without_blanks(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect()
}

/// Whether the tenth digit is eleven less the remainder, by eleven, of the nine others weighted by
/// ten down to two; eleven counts as nought, and ten is no digit (NHS Data Dictionary).
fn is_nhs_number(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 10) else {
        return false;
    };
    let weighted = digits
        .iter()
        .zip((2..=10).rev())
        .map(|(d, w)| d * w)
        .sum::<u32>();
    let check = (11 - weighted % 11) % 11;
    digits.last() == Some(&check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_of_an_nhs_number_checks_the_others() {
        // The Data Dictionary's own example, and numbers of the range kept for tests.
        for number in ["9434765919", "9990000018", "9990000026"] {
            assert!(is_nhs_number(number), "{number}");
        }
        for number in ["9434765918", "943476591", "94347659190", "943476591a", ""] {
            assert!(!is_nhs_number(number), "{number}");
        }
    }

    #[test]
    fn a_number_is_stored_without_the_blanks_it_was_typed_with() {
        let mut form = Form::default();
        let given = [Identifier {
            system: "nhs".to_owned(),
            value: " 943 476-5919 ".to_owned().into(),
        }];
        let settings = PeopleSettings::default();
        let checked = check_identifiers(&mut form, "", &given, &settings);
        assert_eq!(checked[0].value.as_str(), "9434765919");
        assert!(form.finish().is_ok());
    }

    #[test]
    fn an_unknown_system_and_a_wrong_number_are_refused_beside_their_fields() {
        let mut form = Form::default();
        let number = |system: &str, value: &str| Identifier {
            system: system.to_owned(),
            value: value.to_owned().into(),
        };
        let given = [
            number("nhs", "123"),
            number("shoe", "44"),
            number("record", ""),
        ];
        let settings = PeopleSettings::default();
        check_identifiers(&mut form, "patient.", &given, &settings);
        let Err(crate::CareError::Invalid(errors)) = form.finish() else {
            panic!("nothing was refused");
        };
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            ["patient.identifiers.nhs", "patient.identifiers.shoe"]
        );
    }

    #[test]
    fn a_system_is_read_from_settings() {
        let system: IdentifierSystem = "chi=CHI number:text".parse().unwrap();
        assert_eq!(
            system,
            IdentifierSystem::new("chi", "CHI number", IdentifierKind::Text)
        );
        for bad in [
            "chi",
            "chi=CHI",
            "chi=CHI:digits",
            "=CHI:text",
            "C H=CHI:text",
        ] {
            assert!(bad.parse::<IdentifierSystem>().is_err(), "{bad}");
        }
    }
}
