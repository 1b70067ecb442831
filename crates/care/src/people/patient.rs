//! The person for whom something is prescribed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::Pii;

use crate::form::Form;

const LONGEST_NAME: usize = 200;
const LONGEST_EMAIL: usize = 254;
const LONGEST_PHONE: usize = 40;

/// A patient as a prescriber enters them. At least one of `email` and `phone` is needed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewPatient {
    /// The name in full.
    #[schema(value_type = String)]
    pub full_name: Pii<String>,
    /// How they like to be called; the first word of the full name when left out.
    #[schema(value_type = Option<String>)]
    pub preferred_name: Option<Pii<String>>,
    /// Where mail reaches them.
    #[schema(value_type = Option<String>)]
    pub email: Option<Pii<String>>,
    /// Where a call reaches them.
    #[schema(value_type = Option<String>)]
    pub phone: Option<Pii<String>>,
}

/// A patient as staff read them; also the card that crosses with a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PatientCard {
    #[schema(value_type = String)]
    pub(crate) full_name: Pii<String>,
    #[schema(value_type = String)]
    pub(crate) preferred_name: Pii<String>,
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<Pii<String>>,
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<Pii<String>>,
}

impl NewPatient {
    /// Checks the fields and makes the card of them.
    pub(crate) fn check(&self, form: &mut Form) -> PatientCard {
        let full_name = form.required("patient.full_name", &self.full_name, LONGEST_NAME);
        let preferred = as_text(self.preferred_name.as_ref());
        let preferred = form.optional("patient.preferred_name", preferred, LONGEST_NAME);
        let email = form.optional("patient.email", as_text(self.email.as_ref()), LONGEST_EMAIL);
        let phone = form.optional("patient.phone", as_text(self.phone.as_ref()), LONGEST_PHONE);
        check_ways_to_reach(form, email.as_deref(), phone.as_deref());
        PatientCard {
            preferred_name: preferred.unwrap_or_else(|| first_word(&full_name)).into(),
            full_name: full_name.into(),
            email: email.map(Pii::new),
            phone: phone.map(Pii::new),
        }
    }
}

fn as_text(value: Option<&Pii<String>>) -> Option<&str> {
    value.map(|value| value.as_str())
}

fn check_ways_to_reach(form: &mut Form, email: Option<&str>, phone: Option<&str>) {
    if email.is_none() && phone.is_none() {
        form.refuse(
            "patient.email",
            "Give an email address or a telephone number, so that the patient can be reached.",
        );
    }
    if email.is_some_and(|email| !is_email(email)) {
        form.refuse("patient.email", "This is not an email address.");
    }
    if phone.is_some_and(|phone| !is_phone(phone)) {
        form.refuse("patient.phone", "This is not a telephone number.");
    }
}

/// The first name, where nobody said how the patient likes to be called: the group then never
/// sees more of the name than that.
fn first_word(name: &str) -> String {
    name.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

// Only what no mail server would take is refused; whether it arrives, the mail itself shows.
fn is_email(text: &str) -> bool {
    let well_formed = |(local, domain): (&str, &str)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    };
    text.split_once('@').is_some_and(well_formed) && !text.contains(char::is_whitespace)
}

/// Digits as people write them; E.164 numbers have at most 15.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let usual = |c: char| c.is_ascii_digit() || " +()-./".contains(c);
    (3..=15).contains(&digits) && text.chars().all(usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CareError;

    fn ada() -> NewPatient {
        NewPatient {
            full_name: " Ada Example ".to_owned().into(),
            preferred_name: None,
            email: Some("ada@example.org".to_owned().into()),
            phone: None,
        }
    }

    fn fields_refused(patient: &NewPatient) -> Vec<String> {
        let mut form = Form::default();
        patient.check(&mut form);
        match form.finish() {
            Err(CareError::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn the_first_word_of_the_name_is_preferred_when_nothing_else_is_said() {
        let mut form = Form::default();
        let card = ada().check(&mut form);
        assert_eq!(card.full_name.as_str(), "Ada Example");
        assert_eq!(card.preferred_name.as_str(), "Ada");
    }

    #[test]
    fn a_patient_must_be_within_reach() {
        let nowhere = NewPatient {
            email: None,
            ..ada()
        };
        assert_eq!(fields_refused(&nowhere), ["patient.email"]);
        let by_phone = NewPatient {
            phone: Some("+44 20 7946 0000".to_owned().into()),
            ..nowhere
        };
        assert!(fields_refused(&by_phone).is_empty());
    }

    #[test]
    fn addresses_that_cannot_work_are_refused() {
        for email in [
            "ada",
            "@example.org",
            "ada@",
            "ada@one@two",
            "a da@example.org",
        ] {
            let patient = NewPatient {
                email: Some(email.to_owned().into()),
                ..ada()
            };
            assert_eq!(fields_refused(&patient), ["patient.email"], "{email}");
        }
        for phone in ["12", "ring me", "1234567890123456"] {
            let patient = NewPatient {
                phone: Some(phone.to_owned().into()),
                ..ada()
            };
            assert_eq!(fields_refused(&patient), ["patient.phone"], "{phone}");
        }
    }

    #[test]
    fn a_patient_is_hidden_from_debug_output() {
        assert!(!format!("{:?}", ada()).contains("Ada"));
    }
}
