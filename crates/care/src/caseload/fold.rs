//! Names as they are searched: however they are written.

use crate::people::fold;

/// The words of `texts` without case and accents, with one space between them.
pub(crate) fn folded(texts: &[&str]) -> String {
    let words: Vec<String> = texts.iter().flat_map(|text| fold::words(text)).collect();
    words.join(" ")
}

/// A pattern for `LIKE` that finds the words of `text` in this order; `None` when it has none.
/// Words hold letters and digits only, so nothing in them is a pattern of its own.
pub(crate) fn pattern(text: &str) -> Option<String> {
    let words = folded(&[text]);
    (!words.is_empty()).then(|| format!("%{}%", words.replace(' ', "%")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        assert_eq!(folded(&["  Zo\u{eb}  EXAMPLE", "Ada"]), "zoe example ada");
        assert_eq!(pattern(" Ada  Ex ").as_deref(), Some("%ada%ex%"));
        assert_eq!(pattern("  "), None);
    }

    #[test]
    fn what_somebody_types_is_never_a_pattern_of_its_own() {
        assert_eq!(pattern("100%_\\").as_deref(), Some("%100%"));
        assert_eq!(pattern("%_"), None);
    }
}
