//! What a patient is asked, and what they answered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::CareError;
use crate::form::Form;

/// What a patient is asked. Every question may be answered with no, and every yes taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Question {
    /// May attendance be shared with the prescriber?
    ShareAttendance,
    /// May the reason cross with the referral?
    ShareReason,
    /// May the link worker pass the card on to a partner that hosts a group?
    ShareOnward,
    /// May messages be sent by email or SMS?
    ContactByMessage,
    /// Does the guardian of a minor agree to the referral? Asked once, of the guardian.
    GuardianAgrees,
}

impl Question {
    /// What every patient is asked.
    pub(crate) const ALL: [Self; 4] = [
        Self::ShareAttendance,
        Self::ShareReason,
        Self::ShareOnward,
        Self::ContactByMessage,
    ];
}

/// What was answered when something was prescribed, and to which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Answers {
    /// May attendance be shared with the prescriber?
    pub share_attendance: bool,
    /// May the reason and the goal cross with the referral?
    pub share_reason: bool,
    /// May the link worker pass the card on to a partner that hosts a group?
    pub share_onward: bool,
    /// May messages be sent by email or SMS?
    pub contact_by_message: bool,
}

impl Answers {
    /// Each question with its answer.
    pub(crate) const fn each(&self) -> [(Question, bool); 4] {
        [
            (Question::ShareAttendance, self.share_attendance),
            (Question::ShareReason, self.share_reason),
            (Question::ShareOnward, self.share_onward),
            (Question::ContactByMessage, self.contact_by_message),
        ]
    }
}

/// Every answer, and the text that was read out.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ConsentsGiven {
    /// The answers.
    #[serde(flatten)]
    pub answers: Answers,
    /// The version of the questions that were read, such as `2026-11`.
    pub text_version: String,
    /// The language in which they were read (BCP 47).
    pub language: String,
    /// That the guardian of a minor agrees to the referral, and was asked in this language too.
    #[serde(default)]
    pub guardian_agrees: bool,
}

impl ConsentsGiven {
    /// Checks the fields, naming them under `prefix`.
    pub(crate) fn check(&self, form: &mut Form, prefix: &str) -> Self {
        let (text_version, language) = check_text(form, prefix, &self.text_version, &self.language);
        Self {
            answers: self.answers,
            text_version,
            language,
            guardian_agrees: self.guardian_agrees,
        }
    }
}

/// What was answered at the door, and to which text.
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
    /// The answer with trimmed fields, when nothing is wrong with them.
    pub(crate) fn checked(&self) -> Result<Self, CareError> {
        let mut form = Form::default();
        let (text_version, language) =
            check_text(&mut form, "", &self.text_version, &self.language);
        form.finish()?;
        Ok(Self {
            share_attendance: self.share_attendance,
            text_version,
            language,
        })
    }
}

/// The version and the language of a text, trimmed.
pub(crate) fn check_text(
    form: &mut Form,
    prefix: &str,
    version: &str,
    language: &str,
) -> (String, String) {
    (
        form.required(&format!("{prefix}text_version"), version, 32),
        form.language(&format!("{prefix}language"), language),
    )
}
