//! Finding out, kindly, that somebody may be on the register already.

use std::cmp::Reverse;

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Pii;
use wellmet_vocabulary::PatientId;

use super::card::PatientCard;
use super::fold;
use super::identifier::Identifier;
use super::settings::PeopleSettings;
use super::terms::{MOST_WORDS, Sought, email_term, name_term, phone_term};

/// A card that is being written: as much of it as there is so far.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct Draft {
    /// Whose card it is, so that it is not found like itself.
    pub(crate) patient_id: Option<PatientId>,
    #[schema(value_type = Option<String>)]
    full_name: Option<Pii<String>>,
    /// `2011-02-28`.
    #[schema(value_type = Option<String>)]
    birth_date: Option<Pii<String>>,
    #[schema(value_type = Option<String>)]
    email: Option<Pii<String>>,
    #[schema(value_type = Option<String>)]
    phone: Option<Pii<String>>,
    #[serde(default)]
    identifiers: Vec<Identifier>,
}

impl Draft {
    /// The terms that nobody else should have: contacts and identifiers.
    pub(crate) fn own_terms(&self) -> Vec<String> {
        let email = self.email.iter().filter(|email| email.contains('@'));
        let email = email.map(|email| email_term(email));
        let phone = self.phone.iter().filter_map(|phone| phone_term(phone));
        let identifiers = self
            .identifiers
            .iter()
            .map(|one| fold::identifier(&one.value));
        let identifiers = identifiers.filter(|value| !value.is_empty());
        email
            .chain(phone)
            .chain(identifiers.map(|value| format!("i:{value}")))
            .collect()
    }

    /// What finds everybody of this name who was born on this day.
    pub(crate) fn namesakes(&self) -> Option<Sought> {
        let birth_date = Some(self.birth_date()?);
        let mut words = fold::words(self.full_name.as_ref()?);
        // The longest words are the rarest.
        words.sort_by_key(|word| Reverse(word.len()));
        let terms: Vec<_> = words
            .iter()
            .take(MOST_WORDS)
            .map(|word| name_term(word))
            .collect();
        (!terms.is_empty()).then_some(Sought { terms, birth_date })
    }

    /// The birth date, when it is one.
    fn birth_date(&self) -> Option<String> {
        let date = self
            .birth_date
            .as_ref()?
            .trim()
            .parse::<jiff::civil::Date>();
        date.ok().map(|date| date.to_string())
    }
}

/// Why `draft` may be the person of `card`, in words; empty when nothing speaks for it.
pub(crate) fn reasons(
    draft: &Draft,
    card: &PatientCard,
    identifiers: &[Identifier],
    settings: &PeopleSettings,
) -> Vec<String> {
    let mut reasons = Vec::new();
    if same_name_and_birth_date(draft, card) {
        reasons.push("Same name and date of birth.".to_owned());
    }
    let address = |email: &Option<Pii<String>>| email.as_ref().map(|email| fold::address(email));
    if same(
        address(&draft.email).as_deref(),
        address(&card.email).as_deref(),
    ) {
        reasons.push("Same email address.".to_owned());
    }
    let digits = |phone: &Option<Pii<String>>| {
        phone
            .as_ref()
            .and_then(|phone| fold::digits_from_the_end(phone))
    };
    if same(
        digits(&draft.phone).as_deref(),
        digits(&card.phone).as_deref(),
    ) {
        reasons.push("Same telephone number.".to_owned());
    }
    for system in &settings.identifier_systems {
        let number = |all: &[Identifier]| {
            let own = all.iter().find(|one| one.system == system.key)?;
            Some(fold::identifier(&own.value))
        };
        let (own, other) = (number(&draft.identifiers), number(identifiers));
        if same(own.as_deref(), other.as_deref()) {
            reasons.push(format!("Same {}.", system.label));
        }
    }
    reasons
}

fn same(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_some_and(|one| !one.is_empty()) && one == other
}

/// The words of a name in any order: some write the family name first.
fn same_name_and_birth_date(draft: &Draft, card: &PatientCard) -> bool {
    let sorted = |name: &str| {
        let mut words = fold::words(name);
        words.sort_unstable();
        words
    };
    let born = card
        .birth_date
        .as_ref()
        .map(|date| date.as_str().to_owned());
    let name = draft.full_name.as_ref().map(|name| sorted(name));
    draft.birth_date().is_some()
        && draft.birth_date() == born
        && name == Some(sorted(&card.full_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::card::CardMore;

    fn text(text: &str) -> Option<Pii<String>> {
        Some(text.to_owned().into())
    }

    fn zoe() -> PatientCard {
        PatientCard {
            full_name: "Zoë O’Neill".to_owned().into(),
            preferred_name: "Zoë".to_owned().into(),
            email: text("zoe@example.org"),
            phone: text("+44 1632 960001"),
            birth_date: text("1958-04-23"),
            more: CardMore::default(),
        }
    }

    const NOBODY: Draft = Draft {
        patient_id: None,
        full_name: None,
        birth_date: None,
        email: None,
        phone: None,
        identifiers: Vec::new(),
    };

    fn why(draft: &Draft) -> Vec<String> {
        let record = Identifier {
            system: "record".to_owned(),
            value: "AB-1".to_owned().into(),
        };
        reasons(draft, &zoe(), &[record], &PeopleSettings::default())
    }

    #[test]
    fn the_same_name_and_birth_date_speak_for_one_person_however_it_is_spelt() {
        let mut draft = Draft {
            full_name: text("ONEILL Zoe"),
            birth_date: text("1958-04-23"),
            ..NOBODY
        };
        assert_eq!(why(&draft), ["Same name and date of birth."]);
        draft.birth_date = text("1958-04-24");
        assert!(why(&draft).is_empty());
    }

    #[test]
    fn a_name_alone_speaks_for_nothing() {
        let draft = Draft {
            full_name: text("Zoë O’Neill"),
            ..NOBODY
        };
        assert!(why(&draft).is_empty());
        assert!(why(&NOBODY).is_empty());
    }

    #[test]
    fn the_same_contact_or_number_speaks_for_one_person() {
        let draft = Draft {
            email: text("Zoe@Example.org "),
            phone: text("01632 960001"),
            identifiers: vec![Identifier {
                system: "record".to_owned(),
                value: "ab1".to_owned().into(),
            }],
            ..NOBODY
        };
        assert_eq!(
            why(&draft),
            [
                "Same email address.",
                "Same telephone number.",
                "Same Record number."
            ]
        );
    }
}
