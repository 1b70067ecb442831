//! What a patient is found by, and what a search looks for.

use jiff::civil::Date;

use super::card::PatientCard;
use super::fold;
use super::identifier::Identifier;

/// So many words of a search are heeded; more tell nobody further apart.
pub(crate) const MOST_WORDS: usize = 3;
/// One letter is no search: it would name half of the register.
const SHORTEST_WORD: usize = 2;

/// Everything `card` and `identifiers` are found by.
pub(crate) fn terms_of(card: &PatientCard, identifiers: &[Identifier]) -> Vec<String> {
    let names = [&card.full_name, &card.preferred_name];
    let names = names.into_iter().flat_map(|name| fold::words(name));
    let mut terms: Vec<String> = names.map(|word| name_term(&word)).collect();
    let phone = card.phone.as_ref();
    terms.extend(phone.and_then(|phone| phone_term(phone)));
    terms.extend(card.email.as_ref().map(|email| email_term(email)));
    let number = |one: &Identifier| format!("i:{}", fold::identifier(&one.value));
    terms.extend(identifiers.iter().map(number));
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// How a word of a name is stored.
pub(crate) fn name_term(word: &str) -> String {
    format!("n:{word}")
}

/// How a telephone number is stored, or what one begins with that is sought.
pub(crate) fn phone_term(phone: &str) -> Option<String> {
    fold::digits_from_the_end(phone).map(|digits| format!("p:{digits}"))
}

/// How an address is stored.
pub(crate) fn email_term(email: &str) -> String {
    format!("e:{}", fold::address(email))
}

/// What somebody looks for: beginnings of terms, all of which must fit, and a birth date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sought {
    pub(crate) terms: Vec<String>,
    pub(crate) birth_date: Option<String>,
}

impl Sought {
    /// Whether it says too little to look for anybody.
    pub(crate) const fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.birth_date.is_none()
    }
}

/// Reads what was typed: names, a birth date, a telephone number or its end, an identifier, an
/// address, in any order.
pub(crate) fn sought(typed: &str) -> Sought {
    let typed = typed.trim();
    let mut sought = Sought::default();
    if is_number(typed) {
        sought.terms.extend(phone_or_identifier(typed));
        return sought;
    }
    for part in typed.split_whitespace() {
        if let Some(date) = as_date(part) {
            sought.birth_date = Some(date.to_string());
        } else if part.contains('@') {
            sought.terms.push(email_term(part));
        } else if part.contains(|c: char| c.is_ascii_digit()) {
            sought.terms.extend(phone_or_identifier(part));
        } else {
            let words = fold::words(part).into_iter();
            let words = words.filter(|word| word.chars().count() >= SHORTEST_WORD);
            sought.terms.extend(words.map(|word| name_term(&word)));
        }
    }
    sought.terms.truncate(MOST_WORDS);
    sought
}

/// Nothing but digits and what stands between them: one number, however it is grouped. A date is
/// one too, but is read as a date.
fn is_number(typed: &str) -> bool {
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    let grouped = |c: char| c.is_ascii_digit() || " +()-./".contains(c);
    digits > 0
        && typed.chars().all(grouped)
        && typed.split_whitespace().all(|p| as_date(p).is_none())
}

// Ten digits without a leading nought may be either; a telephone number has one or a plus.
fn phone_or_identifier(part: &str) -> Option<String> {
    let is_phone = part.trim_start().starts_with(['0', '+', '(']);
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let looks_like_a_phones_end = digits == part.len() && digits < 9;
    if is_phone || looks_like_a_phones_end {
        phone_term(part)
    } else {
        let folded = fold::identifier(part);
        (!folded.is_empty()).then(|| format!("i:{folded}"))
    }
}

/// `1958-04-23`, or day first, `23/4/1958` or `23.4.1958`.
fn as_date(part: &str) -> Option<Date> {
    if let Ok(date) = part.parse::<Date>() {
        return Some(date);
    }
    let numbers: Option<Vec<i16>> = part.split(['/', '.']).map(|n| n.parse().ok()).collect();
    let [day, month, year] = numbers?.try_into().ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(typed: &str) -> Vec<String> {
        sought(typed).terms
    }

    #[test]
    fn names_are_sought_by_how_they_begin() {
        assert_eq!(terms("Zoë o’n"), ["n:zoe", "n:on"]);
        assert!(sought("z").is_empty(), "one letter is no search");
        assert!(sought("  ").is_empty());
    }

    #[test]
    fn a_birth_date_is_read_as_people_write_it() {
        for typed in ["1958-04-23", "23/4/1958", "23.04.1958"] {
            let sought = sought(typed);
            assert_eq!(sought.birth_date.as_deref(), Some("1958-04-23"), "{typed}");
            assert!(sought.terms.is_empty());
        }
        let both = sought("ada 23/4/1958");
        assert_eq!(both.terms, ["n:ada"]);
        assert!(both.birth_date.is_some());
    }

    #[test]
    fn a_telephone_number_is_sought_by_its_end_and_an_identifier_by_its_beginning() {
        assert_eq!(terms("07700 900123"), ["p:321009007"]);
        assert_eq!(terms("900123"), ["p:321009"]);
        assert_eq!(terms("943 476 5919"), ["i:9434765919"]);
        assert_eq!(terms("AB-123"), ["i:ab123"]);
        assert_eq!(terms("Ada@Example.org"), ["e:ada@example.org"]);
    }
}
