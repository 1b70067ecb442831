//! One card out of two of the same person.
//!
//! Invariant: what the kept card says stands; what it does not say, the other fills in.

use super::card::{CardMore, PatientCard};
use super::identifier::Identifier;
use super::patient::CheckedPatient;

/// `kept`, with what only `other` knows.
pub(crate) fn union(kept: &CheckedPatient, other: &CheckedPatient) -> CheckedPatient {
    let (card, more) = (&kept.card, &kept.card.more);
    let (from, also) = (&other.card, &other.card.more);
    CheckedPatient {
        card: PatientCard {
            full_name: card.full_name.clone(),
            preferred_name: card.preferred_name.clone(),
            email: either(&card.email, &from.email),
            phone: either(&card.phone, &from.phone),
            birth_date: either(&card.birth_date, &from.birth_date),
            more: CardMore {
                address: either(&more.address, &also.address),
                channel: more.channel.or(also.channel),
                language: either(&more.language, &also.language),
                // What makes life harder for somebody is not lost by being written on one card only.
                interpreter: more.interpreter || also.interpreter,
                access: both(&more.access, &also.access),
                access_note: either(&more.access_note, &also.access_note),
                no_contact: both(&more.no_contact, &also.no_contact),
                no_contact_note: either(&more.no_contact_note, &also.no_contact_note),
                guardian: either(&more.guardian, &also.guardian),
                helper: either(&more.helper, &also.helper),
            },
        },
        identifiers: identifiers(&kept.identifiers, &other.identifiers),
    }
}

fn either<T: Clone>(one: &Option<T>, other: &Option<T>) -> Option<T> {
    one.as_ref().or(other.as_ref()).cloned()
}

fn both<T: Copy + Ord>(one: &[T], other: &[T]) -> Vec<T> {
    let mut all = [one, other].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// One number of each system.
fn identifiers(kept: &[Identifier], other: &[Identifier]) -> Vec<Identifier> {
    let missing = |one: &&Identifier| !kept.iter().any(|own| own.system == one.system);
    let missing = other.iter().filter(missing);
    kept.iter().chain(missing).cloned().collect()
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::Pii;

    use super::*;
    use crate::people::card::{AccessNeed, NoContact};

    fn text(text: &str) -> Pii<String> {
        text.to_owned().into()
    }

    fn card(name: &str, more: CardMore) -> CheckedPatient {
        CheckedPatient {
            card: PatientCard {
                full_name: text(name),
                preferred_name: text(name),
                email: None,
                phone: None,
                birth_date: None,
                more,
            },
            identifiers: Vec::new(),
        }
    }

    fn number(system: &str, value: &str) -> Identifier {
        Identifier {
            system: system.to_owned(),
            value: text(value),
        }
    }

    #[test]
    fn the_other_card_fills_in_what_is_missing_and_overrules_nothing() {
        let mut kept = card("Ada", CardMore::default());
        kept.card.email = Some(text("ada@example.org"));
        kept.identifiers = vec![number("nhs", "1")];
        let mut other = card("Ada Example", CardMore::default());
        other.card.email = Some(text("old@example.org"));
        other.card.phone = Some(text("01632 960001"));
        other.identifiers = vec![number("nhs", "2"), number("record", "3")];
        let one = union(&kept, &other);
        assert_eq!(one.card.full_name.as_str(), "Ada");
        assert_eq!(one.card.email, kept.card.email);
        assert_eq!(one.card.phone, other.card.phone);
        assert_eq!(one.identifiers, [number("nhs", "1"), number("record", "3")]);
    }

    #[test]
    fn needs_and_bars_of_both_cards_stand() {
        let one = card(
            "Ada",
            CardMore {
                access: vec![AccessNeed::Quiet],
                no_contact: vec![NoContact::Post],
                ..CardMore::default()
            },
        );
        let other = card(
            "Ada",
            CardMore {
                access: vec![AccessNeed::Captions, AccessNeed::Quiet],
                no_contact: vec![NoContact::Voicemail],
                interpreter: true,
                ..CardMore::default()
            },
        );
        let more = union(&one, &other).card.more;
        assert_eq!(more.access, [AccessNeed::Captions, AccessNeed::Quiet]);
        assert_eq!(more.no_contact, [NoContact::Voicemail, NoContact::Post]);
        assert!(more.interpreter);
    }
}
