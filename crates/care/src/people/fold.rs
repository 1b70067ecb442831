//! How a search overlooks what people spell differently.
//!
//! Invariant: what is stored and what is sought are folded alike, so whoever types a name as it
//! stands on the card finds the card.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A telephone number is found by at least so many of its last digits.
const FEWEST_DIGITS: usize = 4;
/// So many of a number's last digits are the same at home and from abroad.
const TELLING_DIGITS: usize = 9;

/// The words of `text` without case and accents: `Zoë Ångström-Smith` is `zoe angstrom smith`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !is_apostrophe(*c))
        .flat_map(char::to_lowercase)
        .map(unlike_their_base)
        .collect();
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

/// `O'Neill` is one word, and typed without the apostrophe too.
fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '\u{2019}' | '\u{02bc}')
}

// Letters that Unicode does not take apart, by what keyboards without them write.
fn unlike_their_base(character: char) -> char {
    match character {
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        other => other,
    }
}

/// The last nine digits of a telephone number, from its end and without leading noughts: so
/// `07700 900123` is `+44 7700 900123`, and its end is how it begins. `None` when too few digits
/// are left to tell anybody apart.
pub(crate) fn digits_from_the_end(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0');
    let telling = || significant.chars().rev().take(TELLING_DIGITS).collect();
    (significant.len() >= FEWEST_DIGITS).then(telling)
}

/// An address as mail servers compare it in practice.
pub(crate) fn address(email: &str) -> String {
    email.trim().to_lowercase()
}

/// An identifier without what people put between its characters.
pub(crate) fn identifier(value: &str) -> String {
    let counts = |c: &char| c.is_alphanumeric();
    value
        .chars()
        .filter(counts)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_case_and_apostrophes_are_overlooked() {
        assert_eq!(words("Zoë ÅNGSTRÖM-Smith"), ["zoe", "angstrom", "smith"]);
        assert_eq!(words("Siân O’Neill"), ["sian", "oneill"]);
        assert_eq!(words("Søren Łukasz"), ["soren", "lukasz"]);
        assert!(words(" - ").is_empty());
    }

    #[test]
    fn a_number_is_the_same_with_and_without_its_country() {
        let at_home = digits_from_the_end("07700 900123").unwrap();
        let from_abroad = digits_from_the_end("+44 7700 900123").unwrap();
        assert_eq!(from_abroad, at_home);
        assert!(at_home.starts_with(&digits_from_the_end("900123").unwrap()));
        assert_eq!(digits_from_the_end("0012"), None);
    }

    proptest! {
        #[test]
        fn folding_what_is_folded_changes_nothing(text in "\\PC{0,30}") {
            let once = words(&text);
            prop_assert_eq!(words(&once.join(" ")), once);
        }
    }
}
