//! The person for whom something is prescribed, as a prescriber enters them.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;

use super::birth_date::{age, check_birth_date};
use super::card::{AccessNeed, CardMore, Channel, Guardian, Helper, NoContact, PatientCard};
use super::identifier::{Identifier, check_identifiers};
use super::reach::{check_contact, check_ways_to_reach};
use super::settings::PeopleSettings;
use crate::form::Form;

const LONGEST_NAME: usize = 200;
const LONGEST_EMAIL: usize = 254;
const LONGEST_PHONE: usize = 40;
const LONGEST_ADDRESS: usize = 500;
const LONGEST_NOTE: usize = 500;

/// A patient as a prescriber enters them. Their preferred channel must be able to reach them.
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
    /// `2011-02-28`. Who is younger than the age of the settings needs a guardian.
    #[schema(value_type = Option<String>)]
    pub birth_date: Option<Pii<String>>,
    /// The rest of the card.
    #[serde(flatten)]
    pub more: CardMore,
    /// Numbers they are known by elsewhere. They do not cross.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
}

/// A patient whose every field can be stored as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CheckedPatient {
    pub(crate) card: PatientCard,
    pub(crate) identifiers: Vec<Identifier>,
}

/// What a card is checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) settings: &'a PeopleSettings,
    pub(crate) today: Date,
}

impl Rules<'_> {
    /// Whether a guardian answers for whoever was born then.
    pub(crate) fn is_minor(&self, born: Option<Date>) -> bool {
        let limit = i16::from(self.settings.guardian_below);
        born.is_some_and(|born| age(born, self.today) < limit)
    }
}

impl NewPatient {
    /// Checks the fields, naming them under `prefix`, and makes the card of them.
    pub(crate) fn check(&self, form: &mut Form, prefix: &str, rules: Rules<'_>) -> CheckedPatient {
        let field = |name: &str| format!("{prefix}{name}");
        let full_name = form.required(&field("full_name"), &self.full_name, LONGEST_NAME);
        let preferred = as_text(self.preferred_name.as_ref());
        let preferred = form.optional(&field("preferred_name"), preferred, LONGEST_NAME);
        let email = as_text(self.email.as_ref());
        let email = form.optional(&field("email"), email, LONGEST_EMAIL);
        let phone = as_text(self.phone.as_ref());
        let phone = form.optional(&field("phone"), phone, LONGEST_PHONE);
        let born = as_text(self.birth_date.as_ref());
        let born = check_birth_date(form, &field("birth_date"), born, rules.today);
        let mut card = PatientCard {
            preferred_name: preferred.unwrap_or_else(|| first_word(&full_name)).into(),
            full_name: full_name.into(),
            email: email.map(Pii::new),
            phone: phone.map(Pii::new),
            birth_date: born.map(|born| born.to_string().into()),
            more: self.check_more(form, prefix),
        };
        card.more.channel = Some(check_ways_to_reach(form, prefix, &card));
        check_guardian(form, prefix, card.more.guardian.is_some(), born, rules);
        let identifiers = check_identifiers(form, prefix, &self.identifiers, rules.settings);
        CheckedPatient { card, identifiers }
    }

    fn check_more(&self, form: &mut Form, prefix: &str) -> CardMore {
        let more = &self.more;
        let mut text = |name: &str, value: Option<&Pii<String>>, longest| {
            let field = format!("{prefix}{name}");
            form.optional(&field, as_text(value), longest).map(Pii::new)
        };
        let address = text("address", more.address.as_ref(), LONGEST_ADDRESS);
        let access_note = text("access_note", more.access_note.as_ref(), LONGEST_NOTE);
        let no_contact_note = text(
            "no_contact_note",
            more.no_contact_note.as_ref(),
            LONGEST_NOTE,
        );
        let language = more.language.as_deref().map(str::trim);
        let language = language.filter(|tag| !tag.is_empty());
        CardMore {
            address,
            channel: more.channel,
            language: language.map(|tag| form.language(&format!("{prefix}language"), tag)),
            interpreter: more.interpreter,
            access: each_once::<AccessNeed>(&more.access),
            access_note,
            no_contact: each_once::<NoContact>(&more.no_contact),
            no_contact_note,
            guardian: more.guardian.as_ref().map(|one| one.check(form, prefix)),
            helper: more.helper.as_ref().map(|one| one.check(form, prefix)),
        }
    }
}

impl Guardian {
    fn check(&self, form: &mut Form, prefix: &str) -> Self {
        let field = |name: &str| format!("{prefix}guardian.{name}");
        Self {
            name: form
                .required(&field("name"), &self.name, LONGEST_NAME)
                .into(),
            relationship: form
                .required(&field("relationship"), &self.relationship, LONGEST_NAME)
                .into(),
            contact: check_contact(form, &field("contact"), &self.contact).into(),
        }
    }
}

impl Helper {
    fn check(&self, form: &mut Form, prefix: &str) -> Self {
        let field = |name: &str| format!("{prefix}helper.{name}");
        Self {
            name: form
                .required(&field("name"), &self.name, LONGEST_NAME)
                .into(),
            contact: check_contact(form, &field("contact"), &self.contact).into(),
        }
    }
}

fn check_guardian(
    form: &mut Form,
    prefix: &str,
    named: bool,
    born: Option<Date>,
    rules: Rules<'_>,
) {
    let limit = rules.settings.guardian_below;
    if rules.is_minor(born) && !named {
        form.refuse(
            &format!("{prefix}guardian.name"),
            format!("The patient is younger than {limit}. Name a parent or guardian."),
        );
    }
}

fn as_text(value: Option<&Pii<String>>) -> Option<&str> {
    value.map(|value| value.as_str())
}

fn each_once<T: Copy + Ord>(given: &[T]) -> Vec<T> {
    let mut once = given.to_vec();
    once.sort_unstable();
    once.dedup();
    once
}

/// The first name, where nobody said how the patient likes to be called: the group then never
/// sees more of the name than that.
fn first_word(name: &str) -> String {
    name.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The way that is preferred where nobody said: the first that there is.
pub(crate) fn usual_channel(card: &PatientCard) -> Channel {
    match (&card.email, &card.phone, &card.more.address) {
        (Some(_), _, _) => Channel::Email,
        (None, Some(_), _) => Channel::Phone,
        (None, None, Some(_)) => Channel::Letter,
        (None, None, None) => Channel::Email,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::CareError;

    fn text(text: &str) -> Pii<String> {
        text.to_owned().into()
    }

    fn ada() -> NewPatient {
        NewPatient {
            full_name: text(" Ada Example "),
            preferred_name: None,
            email: Some(text("ada@example.org")),
            phone: None,
            birth_date: None,
            more: CardMore::default(),
            identifiers: Vec::new(),
        }
    }

    fn checked(patient: &NewPatient) -> (CheckedPatient, Vec<String>) {
        let mut form = Form::default();
        let settings = PeopleSettings::default();
        let rules = Rules {
            settings: &settings,
            today: date(2026, 12, 1),
        };
        let checked = patient.check(&mut form, "patient.", rules);
        let refused = match form.finish() {
            Err(CareError::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        };
        (checked, refused)
    }

    fn fields_refused(patient: &NewPatient) -> Vec<String> {
        checked(patient).1
    }

    #[test]
    fn the_first_word_of_the_name_is_preferred_when_nothing_else_is_said() {
        let (patient, _) = checked(&ada());
        assert_eq!(patient.card.full_name.as_str(), "Ada Example");
        assert_eq!(patient.card.preferred_name.as_str(), "Ada");
        assert_eq!(patient.card.more.channel, Some(Channel::Email));
    }

    #[test]
    fn a_patient_must_be_within_reach() {
        let nowhere = NewPatient {
            email: None,
            ..ada()
        };
        assert_eq!(fields_refused(&nowhere), ["patient.email"]);
        let by_phone = NewPatient {
            phone: Some(text("+44 20 7946 0000")),
            ..nowhere.clone()
        };
        assert!(fields_refused(&by_phone).is_empty());
        let by_letter = NewPatient {
            more: CardMore {
                channel: Some(Channel::Letter),
                address: Some(text("1 Sample Street\nExampleton")),
                ..CardMore::default()
            },
            ..nowhere
        };
        assert!(fields_refused(&by_letter).is_empty());
    }

    #[test]
    fn the_preferred_channel_must_be_one_that_reaches_them() {
        for (channel, field) in [
            (Channel::Sms, "patient.phone"),
            (Channel::Phone, "patient.phone"),
            (Channel::Letter, "patient.address"),
        ] {
            let mut patient = ada();
            patient.more.channel = Some(channel);
            assert_eq!(fields_refused(&patient), [field], "{channel:?}");
        }
        let mut barred = ada();
        barred.more.no_contact = vec![NoContact::Email];
        barred.more.channel = Some(Channel::Email);
        assert_eq!(fields_refused(&barred), ["patient.no_contact"]);
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
                email: Some(text(email)),
                ..ada()
            };
            assert_eq!(fields_refused(&patient), ["patient.email"], "{email}");
        }
        for phone in ["12", "ring me", "1234567890123456"] {
            let patient = NewPatient {
                phone: Some(text(phone)),
                ..ada()
            };
            assert_eq!(fields_refused(&patient), ["patient.phone"], "{phone}");
        }
    }

    #[test]
    fn a_minor_needs_a_guardian() {
        let mut child = NewPatient {
            birth_date: Some(text("2010-12-02")),
            ..ada()
        };
        assert_eq!(fields_refused(&child), ["patient.guardian.name"]);
        child.more.guardian = Some(Guardian {
            name: text("Gia Guardian"),
            relationship: text("mother"),
            contact: text("01632 960009"),
        });
        assert!(fields_refused(&child).is_empty());
        let grown = NewPatient {
            birth_date: Some(text("2010-12-01")),
            ..ada()
        };
        assert!(fields_refused(&grown).is_empty());
    }

    #[test]
    fn whoever_is_named_can_be_reached() {
        let mut patient = ada();
        patient.more.helper = Some(Helper {
            name: text("Hal Helper"),
            contact: text("next door"),
        });
        assert_eq!(fields_refused(&patient), ["patient.helper.contact"]);
    }

    #[test]
    fn a_patient_is_hidden_from_debug_output() {
        assert!(!format!("{:?}", ada()).contains("Ada"));
    }
}
