//! Checking what a person entered, field by field, so that they read all of it at once.

use wellmet_foundation::http::FieldError;

use crate::CareError;

/// What is wrong with a form so far.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<FieldError>);

impl Form {
    /// The trimmed text of a field that must be filled in, of at most `longest` characters.
    pub(crate) fn required(&mut self, field: &str, text: &str, longest: usize) -> String {
        let text = text.trim();
        if text.is_empty() {
            self.refuse(field, "Fill this in.");
        }
        self.check_text(field, text, longest);
        text.to_owned()
    }

    /// The trimmed text of a field that may be left out or empty.
    pub(crate) fn optional(
        &mut self,
        field: &str,
        text: Option<&str>,
        longest: usize,
    ) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        self.check_text(field, text, longest);
        Some(text.to_owned())
    }

    /// A language tag (BCP 47), such as `en` or `pt-BR`.
    pub(crate) fn language(&mut self, field: &str, tag: &str) -> String {
        let tag = self.required(field, tag, 35);
        let known_shape = tag
            .split('-')
            .all(|part| (1..=8).contains(&part.len()) && part.chars().all(is_tag_character));
        if !tag.is_empty() && !known_shape {
            self.refuse(field, "Give the language by its code, such as en.");
        }
        tag
    }

    /// A number that must lie in `range`.
    pub(crate) fn number(
        &mut self,
        field: &str,
        number: i64,
        range: std::ops::RangeInclusive<i64>,
    ) {
        if !range.contains(&number) {
            let (least, most) = (range.start(), range.end());
            self.refuse(field, format!("Give a number between {least} and {most}."));
        }
    }

    /// Notes that `field` must be changed as `message` says.
    pub(crate) fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    /// Refuses the form if anything was wrong.
    pub(crate) fn finish(self) -> Result<(), CareError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(CareError::Invalid(self.0))
        }
    }

    // PostgreSQL stores no NUL, and nobody means to enter any control character but a line break.
    fn check_text(&mut self, field: &str, text: &str, longest: usize) {
        if text.chars().count() > longest {
            self.refuse(field, format!("Use at most {longest} characters."));
        }
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            self.refuse(field, "This holds a character that cannot be shown.");
        }
    }
}

fn is_tag_character(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed() {
        let mut form = Form::default();
        assert_eq!(form.required("name", "  Ada \n", 200), "Ada");
        assert_eq!(form.optional("email", Some("   "), 254), None);
        assert!(form.finish().is_ok());
    }

    #[test]
    fn every_wrong_field_is_named() {
        let mut form = Form::default();
        form.required("name", " ", 200);
        form.required("reason", &"x".repeat(2_001), 2_000);
        form.optional("phone", Some("1\u{0}2"), 40);
        form.language("language", "plain English");
        form.number("capacity", 0, 1..=50);
        let Err(CareError::Invalid(errors)) = form.finish() else {
            panic!("nothing was refused");
        };
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["name", "reason", "phone", "language", "capacity"]);
    }

    #[test]
    fn language_tags_with_a_region_are_taken() {
        let mut form = Form::default();
        assert_eq!(form.language("language", "pt-BR"), "pt-BR");
        assert!(form.finish().is_ok());
    }
}
