//! One line of SDP, which remembers its number so that every refusal can name it.

use crate::error::SdpError;

/// Longest description accepted, in bytes: about 250 sections as browsers write them.
const MAX_BYTES: usize = 768 * 1024;
/// How much of a line an error repeats, in characters.
const QUOTED: usize = 120;

#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    number: usize,
    text: &'a str,
    /// The letter before the equals sign.
    pub(super) letter: char,
    /// What follows the equals sign.
    pub(super) value: &'a str,
}

impl<'a> Line<'a> {
    /// The lines of a description (RFC 8866 section 5), ended by LF or CRLF; blank ones are passed over.
    pub(super) fn split(sdp: &'a str) -> Result<Vec<Line<'a>>, SdpError> {
        if sdp.len() > MAX_BYTES {
            return Err(missing("the description is longer than 768 KiB"));
        }
        let numbered = (1..)
            .zip(sdp.lines())
            .map(|(number, text)| (number, text.trim_end()));
        numbered
            .filter(|(_, text)| !text.is_empty())
            .map(|(number, text)| Self::read(number, text))
            .collect()
    }

    fn read(number: usize, text: &'a str) -> Result<Self, SdpError> {
        // RFC 8866 section 9, `byte-string`: an answer that repeats a line must not grow another one.
        if text.contains(['\r', '\0']) {
            return Err(quote(
                number,
                text,
                "a line has no carriage return or zero inside",
            ));
        }
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(letter), Some('=')) if letter.is_ascii_lowercase() => Ok(Self {
                number,
                text,
                letter,
                value: chars.as_str(),
            }),
            _ => Err(quote(number, text, "not of the form <letter>=<value>")),
        }
    }

    /// For an `a=` line, its name and value (empty for a flag).
    pub(super) fn attribute(&self) -> Option<(&'a str, &'a str)> {
        (self.letter == 'a').then(|| self.value.split_once(':').unwrap_or((self.value, "")))
    }

    /// This line is the reason for a refusal.
    pub(super) fn refuse(&self, reason: &'static str) -> SdpError {
        quote(self.number, self.text, reason)
    }

    /// Keeps the line for a refusal that only the session can find.
    pub(super) fn remember(&self) -> LineMark {
        LineMark {
            number: self.number,
            text: self.text.chars().take(QUOTED).collect(),
        }
    }
}

/// A line kept beyond parsing, to name it later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LineMark {
    number: usize,
    text: String,
}

impl LineMark {
    pub(crate) fn refuse(&self, reason: &'static str) -> SdpError {
        SdpError {
            line: self.number,
            text: self.text.clone(),
            reason,
        }
    }
}

/// A refusal because of what is not there.
pub(super) fn missing(reason: &'static str) -> SdpError {
    SdpError {
        line: 0,
        text: String::new(),
        reason,
    }
}

fn quote(line: usize, text: &str, reason: &'static str) -> SdpError {
    SdpError {
        line,
        text: text.chars().take(QUOTED).collect(),
        reason,
    }
}
