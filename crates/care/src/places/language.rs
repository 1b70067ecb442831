//! Languages by their English names.

/// The name of the language `tag` (BCP 47); the tag itself where we know no name.
pub(crate) fn language_name(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "ar" => "Arabic",
        "bn" => "Bengali",
        "cy" => "Welsh",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "fr" => "French",
        "gu" => "Gujarati",
        "hi" => "Hindi",
        "it" => "Italian",
        "pa" => "Punjabi",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "so" => "Somali",
        "ta" => "Tamil",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "ur" => "Urdu",
        "zh" => "Chinese",
        _ => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_we_do_not_know_is_called_by_its_tag() {
        assert_eq!(language_name("es-MX"), "Spanish");
        assert_eq!(language_name("gd"), "gd");
    }
}
