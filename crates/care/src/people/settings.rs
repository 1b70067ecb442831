//! What an installation decides about the register of patients.

use super::identifier::{IdentifierKind, IdentifierSystem};

/// The age below which a guardian is named, where nothing else is set: 16, when English law has
/// young people consent to their care themselves (Family Law Reform Act 1969, section 8).
const GUARDIAN_BELOW: u8 = 16;

/// What an installation decides about the register of patients.
#[derive(Debug, Clone)]
pub struct PeopleSettings {
    /// Younger patients need a guardian who agreed; in whole years.
    pub guardian_below: u8,
    /// The numbers a patient may be known by elsewhere.
    pub identifier_systems: Vec<IdentifierSystem>,
}

impl Default for PeopleSettings {
    fn default() -> Self {
        Self {
            guardian_below: GUARDIAN_BELOW,
            identifier_systems: vec![
                IdentifierSystem::new("nhs", "NHS number", IdentifierKind::NhsNumber),
                IdentifierSystem::new("record", "Record number", IdentifierKind::Text),
            ],
        }
    }
}
