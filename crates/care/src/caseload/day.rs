//! A day as a calendar has it, without a zone: `2026-12-01`.

use crate::form::Form;

/// The day in a field that may be left out; text that is no day is refused.
pub(crate) fn optional_day(form: &mut Form, field: &str, text: Option<&str>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    // Only this one form, so that days compare as texts.
    let day = text.parse::<jiff::civil::Date>().ok();
    match day.map(|day| day.to_string()).filter(|day| day == text) {
        Some(day) => Some(day),
        None => {
            form.refuse(field, "Give a day, such as 2026-12-01.");
            None
        }
    }
}

/// The day in a field that must be filled in.
pub(crate) fn required_day(form: &mut Form, field: &str, text: &str) -> String {
    if text.trim().is_empty() {
        form.refuse(field, "Fill this in.");
        return String::new();
    }
    optional_day(form, field, Some(text)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_in_their_one_form_are_taken() {
        let mut form = Form::default();
        let day = optional_day(&mut form, "on", Some(" 2028-02-29 "));
        assert_eq!(day.as_deref(), Some("2028-02-29"));
        assert_eq!(optional_day(&mut form, "on", Some("  ")), None);
        assert!(form.finish().is_ok());
        for text in ["2027-02-29", "20261201", "1.12.2026", "2026-12-01T10:00"] {
            let mut form = Form::default();
            assert_eq!(optional_day(&mut form, "on", Some(text)), None);
            assert!(form.finish().is_err(), "{text}");
        }
    }
}
