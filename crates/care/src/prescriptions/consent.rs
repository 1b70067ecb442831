//! An answer to the question whether the prescriber may be told of attendance.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::CareError;
use crate::form::Form;

/// What was answered, and to which text.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ConsentGiven {
    /// May attendance be shared with the prescriber?
    pub share_attendance: bool,
    /// The version of the question that was read, such as `2026-11`.
    pub text_version: String,
    /// The language in which it was read (BCP 47).
    pub language: String,
}

impl ConsentGiven {
    /// Checks the fields, naming them under `prefix`.
    pub(crate) fn check(&self, form: &mut Form, prefix: &str) -> Self {
        Self {
            share_attendance: self.share_attendance,
            text_version: form.required(&format!("{prefix}text_version"), &self.text_version, 32),
            language: form.language(&format!("{prefix}language"), &self.language),
        }
    }

    /// The answer with trimmed fields, when nothing is wrong with them.
    pub(crate) fn checked(&self) -> Result<Self, CareError> {
        let mut form = Form::default();
        let consent = self.check(&mut form, "");
        form.finish()?;
        Ok(consent)
    }
}
