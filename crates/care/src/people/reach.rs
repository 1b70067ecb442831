//! By which ways somebody can be reached.

use super::card::{Channel, NoContact, PatientCard};
use super::patient::usual_channel;
use crate::form::Form;

const LONGEST_CONTACT: usize = 254;

/// Checks the ways that `card` names, and that the preferred one, which is returned, reaches them.
pub(crate) fn check_ways_to_reach(form: &mut Form, prefix: &str, card: &PatientCard) -> Channel {
    let field = |name: &str| format!("{prefix}{name}");
    let channel = card.more.channel.unwrap_or_else(|| usual_channel(card));
    let (missing, way, sentence) = match channel {
        Channel::Email => (
            card.email.is_none(),
            "email",
            "Give an email address, or choose another way to reach the patient.",
        ),
        Channel::Sms | Channel::Phone => (
            card.phone.is_none(),
            "phone",
            "Give a telephone number, or choose another way to reach the patient.",
        ),
        Channel::Letter => (
            card.more.address.is_none(),
            "address",
            "Give the postal address, or choose another way to reach the patient.",
        ),
    };
    if missing {
        form.refuse(&field(way), sentence);
    } else if card.more.no_contact.contains(&barring(channel)) {
        form.refuse(
            &field("no_contact"),
            "This bars the way by which the patient likes to be reached. Choose another way.",
        );
    }
    if card.email.as_ref().is_some_and(|email| !is_email(email)) {
        form.refuse(&field("email"), "This is not an email address.");
    }
    if card.phone.as_ref().is_some_and(|phone| !is_phone(phone)) {
        form.refuse(&field("phone"), "This is not a telephone number.");
    }
    channel
}

/// The flag that bars `channel`.
const fn barring(channel: Channel) -> NoContact {
    match channel {
        Channel::Email => NoContact::Email,
        Channel::Sms => NoContact::Sms,
        Channel::Phone => NoContact::Call,
        Channel::Letter => NoContact::Post,
    }
}

/// A telephone number or an address, in one field.
pub(crate) fn check_contact(form: &mut Form, field: &str, contact: &str) -> String {
    let contact = form.required(field, contact, LONGEST_CONTACT);
    if !contact.is_empty() && !is_email(&contact) && !is_phone(&contact) {
        form.refuse(field, "Give a telephone number or an email address.");
    }
    contact
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
