//! One card out of two of the same person, and two again.
//!
//! Invariant: what the kept card says stands; what it does not say, the other fills in. What was
//! filled in goes again with the other; what was corrected since stands.

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

/// `now`, the card that `other` was merged into when it was `before`, without what it took over.
pub(crate) fn parted(
    now: &CheckedPatient,
    before: &CheckedPatient,
    other: &CheckedPatient,
) -> CheckedPatient {
    let one = union(before, other);
    let (card, more) = (&now.card, &now.card.more);
    let (merged, also) = (&one.card, &one.card.more);
    let (was, had) = (&before.card, &before.card.more);
    let identifiers = added(&one.identifiers, &before.identifiers, &now.identifiers);
    CheckedPatient {
        card: PatientCard {
            full_name: back(&card.full_name, &merged.full_name, &was.full_name),
            preferred_name: back(
                &card.preferred_name,
                &merged.preferred_name,
                &was.preferred_name,
            ),
            email: back(&card.email, &merged.email, &was.email),
            phone: back(&card.phone, &merged.phone, &was.phone),
            birth_date: back(&card.birth_date, &merged.birth_date, &was.birth_date),
            more: CardMore {
                address: back(&more.address, &also.address, &had.address),
                channel: back(&more.channel, &also.channel, &had.channel),
                language: back(&more.language, &also.language, &had.language),
                interpreter: back(&more.interpreter, &also.interpreter, &had.interpreter),
                access: added(&also.access, &had.access, &more.access),
                access_note: back(&more.access_note, &also.access_note, &had.access_note),
                no_contact: added(&also.no_contact, &had.no_contact, &more.no_contact),
                no_contact_note: back(
                    &more.no_contact_note,
                    &also.no_contact_note,
                    &had.no_contact_note,
                ),
                guardian: back(&more.guardian, &also.guardian, &had.guardian),
                helper: back(&more.helper, &also.helper, &had.helper),
            },
        },
        identifiers,
    }
}

/// What `now` goes back to: to what was `before`, unless it is no longer as it was `merged`.
fn back<T: Clone + PartialEq>(now: &T, merged: &T, before: &T) -> T {
    if now == merged { before } else { now }.clone()
}

/// Those of `now` that did not come by the merge.
fn added<T: Clone + PartialEq>(merged: &[T], before: &[T], now: &[T]) -> Vec<T> {
    let came = |one: &&T| merged.contains(one) && !before.contains(one);
    now.iter().filter(|one| !came(one)).cloned().collect()
}

/// One number of each system, in the order of the systems' keys.
fn identifiers(kept: &[Identifier], other: &[Identifier]) -> Vec<Identifier> {
    let missing = |one: &&Identifier| !kept.iter().any(|own| own.system == one.system);
    let missing = other.iter().filter(missing);
    let mut all: Vec<_> = kept.iter().chain(missing).cloned().collect();
    all.sort_by(|one, other| one.system.cmp(&other.system));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
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

    fn any_of<T: Copy + std::fmt::Debug + 'static>(
        all: &'static [T],
    ) -> impl Strategy<Value = Vec<T>> {
        proptest::sample::subsequence(all, 0..=all.len())
    }

    fn maybe() -> impl Strategy<Value = Option<Pii<String>>> {
        proptest::option::of("[ab]").prop_map(|said| said.map(Pii::from))
    }

    prop_compose! {
        fn any_card()(
            name in "[AB]",
            said in proptest::array::uniform4(maybe()),
            interpreter: bool,
            access in any_of(&[AccessNeed::Captions, AccessNeed::LargePrint, AccessNeed::Quiet]),
            no_contact in any_of(&[NoContact::Voicemail, NoContact::Sms, NoContact::Post]),
            numbers in any_of(&["nhs", "record"]),
            value in "[12]",
        ) -> CheckedPatient {
            let [email, phone, birth_date, access_note] = said;
            let more = CardMore { interpreter, access, access_note, no_contact, ..CardMore::default() };
            let mut one = card(&name, more);
            one.card.email = email;
            one.card.phone = phone;
            one.card.birth_date = birth_date;
            one.identifiers = numbers.iter().map(|system| number(system, &value)).collect();
            one
        }
    }

    proptest! {
        #[test]
        fn every_merge_of_a_chain_is_undone_exactly(cards in proptest::collection::vec(any_card(), 2..5)) {
            let mut faces = vec![cards[0].clone()];
            for other in &cards[1..] {
                faces.push(union(faces.last().unwrap(), other));
            }
            let mut now = faces.pop().unwrap();
            for other in cards[1..].iter().rev() {
                let before = faces.pop().unwrap();
                now = parted(&now, &before, other);
                prop_assert_eq!(&now, &before);
            }
        }

        #[test]
        fn what_was_corrected_since_stands(kept in any_card(), other in any_card(), phone in "[cd]") {
            let mut now = union(&kept, &other);
            now.card.phone = text(&phone).into();
            let apart = parted(&now, &kept, &other);
            prop_assert_eq!(apart.card.phone, now.card.phone);
            prop_assert_eq!(apart.card.email, kept.card.email);
        }
    }
}
