//! The recurrence rule a group can meet by: a bounded RRULE (RFC 5545 section 3.3.10) of at most
//! one meeting a day.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// The most sessions one series may have: a year of days.
pub(crate) const MOST_SESSIONS: u16 = 366;

const LONGEST_RULE: usize = 200;

/// The parts a group can meet by. The time of day is the series' own, so `BYHOUR` and finer parts
/// have no place here.
const PARTS: [&str; 10] = [
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "WKST",
    "BYYEARDAY",
];

/// How often, before anything else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// When a series ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// After so many sessions.
    Count(u16),
    /// With the last session that starts on this date.
    OnDate(Date),
    /// With the last session that starts by this moment.
    At(Timestamp),
}

/// A rule whose parts are known, each once, and which ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) frequency: Frequency,
    pub(crate) interval: u16,
    pub(crate) end: End,
    /// Every other part, upper case.
    pub(crate) by: Vec<(String, String)>,
}

impl Rule {
    /// Reads `text`, such as `FREQ=WEEKLY;COUNT=6`; the error says what to change.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let parts = parts(text)?;
        let value = |name: &str| {
            let part = parts.iter().find(|(part, _)| part == name);
            part.map(|(_, value)| value.as_str())
        };
        let by = |(name, _): &&(String, String)| {
            !["FREQ", "INTERVAL", "COUNT", "UNTIL"].contains(&name.as_str())
        };
        Ok(Self {
            frequency: frequency(value("FREQ"))?,
            interval: interval(value("INTERVAL"))?,
            end: end(value("COUNT"), value("UNTIL"))?,
            by: parts.iter().filter(by).cloned().collect(),
        })
    }

    /// The value of a part such as `BYDAY`.
    pub(crate) fn part(&self, name: &str) -> Option<&str> {
        let part = self.by.iter().find(|(part, _)| part == name);
        part.map(|(_, value)| value.as_str())
    }

    /// The rule in the words of RFC 5545, for sessions at a local time told as if it were UTC.
    ///
    /// `UNTIL` is turned into local time too, so that everything in the rule is told alike.
    pub(crate) fn on_local_time(&self, zone: &TimeZone) -> String {
        let frequency = match self.frequency {
            Frequency::Daily => "DAILY",
            Frequency::Weekly => "WEEKLY",
            Frequency::Monthly => "MONTHLY",
            Frequency::Yearly => "YEARLY",
        };
        let end = match self.end {
            End::Count(count) => format!("COUNT={count}"),
            End::OnDate(date) => format!("UNTIL={}T235959Z", basic_date(date)),
            End::At(moment) => {
                format!("UNTIL={}Z", basic(moment.to_zoned(zone.clone()).datetime()))
            }
        };
        let by: String = self
            .by
            .iter()
            .map(|(name, value)| format!(";{name}={value}"))
            .collect();
        format!("FREQ={frequency};INTERVAL={};{end}{by}", self.interval)
    }
}

/// `20261201T150000`, the basic format of ISO 8601 that RFC 5545 uses.
pub(crate) fn basic(moment: DateTime) -> String {
    let moment = moment.round(Unit::Second).unwrap_or(moment);
    moment.strftime("%Y%m%dT%H%M%S").to_string()
}

fn basic_date(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// The parts of a rule, upper case, each of a known name and none twice.
fn parts(text: &str) -> Result<Vec<(String, String)>, String> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix("RRULE:").unwrap_or(&text);
    if text.is_empty() || text.len() > LONGEST_RULE {
        return Err("Give a rule such as FREQ=WEEKLY;COUNT=6.".to_owned());
    }
    let mut parts: Vec<(String, String)> = Vec::new();
    for part in text.split(';') {
        let (name, value) = part_of(part)?;
        if parts.iter().any(|(other, _)| other == name) {
            return Err(format!("{name} stands twice."));
        }
        parts.push((name.to_owned(), value.to_owned()));
    }
    Ok(parts)
}

/// One part. What its value may be made of is checked here: it is handed on to a parser that
/// reads lines.
fn part_of(part: &str) -> Result<(&str, &str), String> {
    let known = part
        .split_once('=')
        .filter(|(name, _)| PARTS.contains(name));
    let Some((name, value)) = known else {
        let parts = PARTS.join(", ");
        return Err(format!(
            "A group meets at most once a day, by rules made of {parts}."
        ));
    };
    let usual = |c: char| c.is_ascii_alphanumeric() || "+-,".contains(c);
    if value.is_empty() || !value.chars().all(usual) {
        return Err(format!("{name} cannot be read."));
    }
    Ok((name, value))
}

fn frequency(value: Option<&str>) -> Result<Frequency, String> {
    match value {
        Some("DAILY") => Ok(Frequency::Daily),
        Some("WEEKLY") => Ok(Frequency::Weekly),
        Some("MONTHLY") => Ok(Frequency::Monthly),
        Some("YEARLY") => Ok(Frequency::Yearly),
        _ => Err("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY.".to_owned()),
    }
}

fn interval(value: Option<&str>) -> Result<u16, String> {
    let interval = value.map_or(Ok(1), str::parse);
    match interval {
        Ok(interval @ 1..=1_000) => Ok(interval),
        _ => Err("INTERVAL must be a number from 1 to 1000.".to_owned()),
    }
}

fn end(count: Option<&str>, until: Option<&str>) -> Result<End, String> {
    match (count, until) {
        (Some(count), None) => match count.parse() {
            Ok(count @ 1..=MOST_SESSIONS) => Ok(End::Count(count)),
            _ => Err(format!("COUNT must be a number from 1 to {MOST_SESSIONS}.")),
        },
        (None, Some(until)) => last_moment(until).ok_or_else(|| {
            "UNTIL must be a date such as 20270301, or a moment in UTC such as 20270301T150000Z."
                .to_owned()
        }),
        _ => Err("Say when it ends, by either COUNT or UNTIL.".to_owned()),
    }
}

fn last_moment(until: &str) -> Option<End> {
    match until.strip_suffix('Z') {
        Some(moment) => {
            let moment = DateTime::strptime("%Y%m%dT%H%M%S", moment).ok()?;
            let moment = moment.to_zoned(TimeZone::UTC).ok()?;
            Some(End::At(moment.timestamp()))
        }
        None => Date::strptime("%Y%m%d", until).ok().map(End::OnDate),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_whatever_its_case_or_order() {
        let rule = Rule::parse("rrule:count=6;byday=tu,th;freq=weekly").unwrap();
        assert_eq!(rule.frequency, Frequency::Weekly);
        assert_eq!(rule.end, End::Count(6));
        assert_eq!(rule.part("BYDAY"), Some("TU,TH"));
        let told = rule.on_local_time(&TimeZone::UTC);
        assert_eq!(told, "FREQ=WEEKLY;INTERVAL=1;COUNT=6;BYDAY=TU,TH");
    }

    #[test]
    fn a_moment_in_utc_ends_a_series_at_its_local_time() {
        let rule = Rule::parse("FREQ=DAILY;UNTIL=20260701T140000Z").unwrap();
        let london = TimeZone::get("Europe/London").unwrap();
        let told = rule.on_local_time(&london);
        assert_eq!(told, "FREQ=DAILY;INTERVAL=1;UNTIL=20260701T150000Z");
    }

    #[test]
    fn what_a_group_cannot_meet_by_is_refused_in_words() {
        for (text, word) in [
            ("", "FREQ=WEEKLY"),
            ("FREQ=HOURLY;COUNT=6", "FREQ must be"),
            ("COUNT=6", "FREQ must be"),
            ("FREQ=WEEKLY", "COUNT or UNTIL"),
            ("FREQ=WEEKLY;COUNT=6;UNTIL=20270101", "COUNT or UNTIL"),
            ("FREQ=WEEKLY;COUNT=0", "1 to 366"),
            ("FREQ=WEEKLY;COUNT=367", "1 to 366"),
            ("FREQ=WEEKLY;COUNT=6;COUNT=7", "twice"),
            ("FREQ=WEEKLY;COUNT=6;INTERVAL=0", "INTERVAL"),
            ("FREQ=DAILY;COUNT=6;BYHOUR=9,15", "once a day"),
            ("FREQ=DAILY;UNTIL=20270101T150000", "UNTIL"),
            ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL"),
            (
                "FREQ=WEEKLY;COUNT=6;BYDAY=TU\nRDATE:20261201T150000Z",
                "BYDAY",
            ),
        ] {
            let refusal = Rule::parse(text).unwrap_err();
            assert!(refusal.contains(word), "{text}: {refusal}");
        }
    }
}
