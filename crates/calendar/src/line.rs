//! Content lines (RFC 5545 section 3.1).
//!
//! Names, parameters and escapes are the `icalendar` crate's. Its components are not used: they give every part of a
//! time zone the time of the machine and a random id. Its folding is not, because it leaves last lines of 76 octets.

use std::fmt::Write as _;

use icalendar::Property;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::CalendarError;

/// A line holds at most so many octets, without its end.
const LONGEST: usize = 75;

/// The text of a file as it grows.
#[derive(Debug, Default)]
pub(crate) struct Lines(String);

impl Lines {
    pub(crate) fn begin(&mut self, component: &str) {
        self.fold(&format!("BEGIN:{component}"));
    }

    pub(crate) fn end(&mut self, component: &str) {
        self.fold(&format!("END:{component}"));
    }

    /// A line whose value the crate escapes where it is a text.
    pub(crate) fn property(&mut self, property: Property) {
        // The crate writes to a String, which takes everything.
        let folded: String = property.try_into().unwrap_or_default();
        self.fold(folded.replace("\r\n ", "").trim_end_matches("\r\n"));
    }

    /// A line of a name and a value without parameters.
    pub(crate) fn plain(&mut self, name: &str, value: impl Into<String>) {
        self.property(Property::new(name, value));
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn fold(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// `text` with every kind of line break as one, and nothing else that is not to be seen.
pub(crate) fn text(text: &str) -> String {
    let breaks = text.replace("\r\n", "\n");
    let breaks = breaks.replace(
        ['\r', '\u{0b}', '\u{0c}', '\u{85}', '\u{2028}', '\u{2029}'],
        "\n",
    );
    breaks
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}

/// `value` as a parameter may hold it: the three characters it may not are written as RFC 6868 has it.
pub(crate) fn parameter(value: &str) -> String {
    let value = text(value);
    value
        .replace('^', "^^")
        .replace('\n', "^n")
        .replace('"', "^'")
}

/// `value` as an address may hold it: what no address contains is left out, so that it ends no line.
pub(crate) fn address(value: &str) -> String {
    let outside = |c: &char| !c.is_control() && !c.is_whitespace() && !"\"<>\\^`{|}".contains(*c);
    value.chars().filter(outside).collect()
}

/// A moment: `20261201T150000Z`.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{}Z", local(at.to_zoned(TimeZone::UTC).datetime()))
}

/// A local time: `20261201T150000`.
pub(crate) fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

/// A local time of a zone as a property of `name`.
pub(crate) fn zoned(
    name: &str,
    at: &[DateTime],
    zone: &TimeZone,
) -> Result<Property, CalendarError> {
    let zone = zone.iana_name().ok_or(CalendarError::NamelessZone)?;
    let times: Vec<_> = at.iter().map(|at| local(*at)).collect();
    let mut property = Property::new(name, times.join(","));
    property.add_parameter("TZID", zone);
    Ok(property)
}

/// A length: `PT1H30M`.
pub(crate) fn length(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    let mut written = "PT".to_owned();
    for (amount, unit) in [
        (seconds / 3_600, 'H'),
        (seconds / 60 % 60, 'M'),
        (seconds % 60, 'S'),
    ] {
        if amount > 0 {
            // A String takes everything.
            let _ = write!(written, "{amount}{unit}");
        }
    }
    if seconds == 0 {
        "PT0S".to_owned()
    } else {
        written
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(line: &str) -> String {
        let mut lines = Lines::default();
        lines.plain("SUMMARY", text(line));
        lines.finish()
    }

    proptest! {
        #[test]
        fn no_text_makes_a_long_line_or_one_of_its_own(words in "[a-zé老𝄞;,\\\\\r\n\t\u{7}\u{2028}: ]{0,300}") {
            let file = folded(&words);
            let lines: Vec<_> = file.split_terminator("\r\n").collect();
            for (place, line) in lines.iter().enumerate() {
                prop_assert!(line.len() <= LONGEST, "{line}");
                prop_assert_eq!(line.starts_with(' '), place > 0);
                prop_assert!(!line.contains(char::is_control), "{line:?}");
            }
            prop_assert!(file.ends_with("\r\n"));
        }
    }

    #[test]
    fn text_of_others_can_begin_no_property() {
        assert_eq!(
            folded("a\r\nATTENDEE:mailto:b"),
            "SUMMARY:a\\nATTENDEE:mailto:b\r\n"
        );
        assert_eq!(folded("a;b,c\\d"), "SUMMARY:a\\;b\\,c\\\\d\r\n");
        assert_eq!(parameter("Ann \"A\"\r\n^"), "Ann ^'A^'^n^^");
        assert_eq!(address("ann@example.org\r\nX:"), "ann@example.orgX:");
    }

    #[test]
    fn a_length_is_written_in_hours_and_minutes() {
        assert_eq!(length(SignedDuration::from_mins(90)), "PT1H30M");
        assert_eq!(length(SignedDuration::from_mins(60)), "PT1H");
        assert_eq!(length(SignedDuration::ZERO), "PT0S");
    }
}
