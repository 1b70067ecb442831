//! A series as a sentence: "6 sessions, every Tuesday at 15:00, Europe/London, from 1 December
//! 2026".

use jiff::civil::{DateTime, Weekday};

use crate::rule::{Frequency, Rule};

/// What `rule` comes to, from `first` on, in words.
pub(crate) fn summary(rule: &Rule, first: DateTime, zone: &str, sessions: usize) -> String {
    let time = first.strftime("%H:%M");
    let date = first.strftime("%-d %B %Y");
    if sessions == 1 {
        let weekday = first.strftime("%A");
        return format!("1 session, on {weekday} {date} at {time}, {zone}");
    }
    match rhythm(rule, first) {
        Some(rhythm) => format!("{sessions} sessions, {rhythm} at {time}, {zone}, from {date}"),
        None => format!("{sessions} sessions, at {time}, {zone}, from {date}"),
    }
}

/// How often, where that can be said in a few words.
fn rhythm(rule: &Rule, first: DateTime) -> Option<String> {
    let only_weekdays = rule
        .by
        .iter()
        .all(|(name, _)| ["BYDAY", "WKST"].contains(&name.as_str()));
    if !only_weekdays {
        return None;
    }
    let weekdays = rule.part("BYDAY");
    match (rule.frequency, weekdays) {
        (Frequency::Daily, None) => Some(every(rule.interval, "day")),
        (Frequency::Weekly, None) => Some(weekly(rule.interval, &[first.weekday()])),
        (Frequency::Weekly, Some(codes)) => Some(weekly(rule.interval, &read_weekdays(codes)?)),
        (Frequency::Monthly, None) => {
            let day = first.day();
            Some(format!("on day {day} of {}", every(rule.interval, "month")))
        }
        (Frequency::Monthly, Some(code)) => {
            let day = nth_weekday(code)?;
            Some(format!("on the {day} of {}", every(rule.interval, "month")))
        }
        (Frequency::Yearly, None) => Some(every(rule.interval, "year")),
        (Frequency::Daily | Frequency::Yearly, Some(_)) => None,
    }
}

fn every(interval: u16, unit: &str) -> String {
    match interval {
        1 => format!("every {unit}"),
        _ => format!("every {interval} {unit}s"),
    }
}

fn weekly(interval: u16, weekdays: &[Weekday]) -> String {
    let names: Vec<_> = weekdays.iter().map(|day| name(*day)).collect();
    let names = listed(&names);
    match interval {
        1 => format!("every {names}"),
        _ => format!("every {interval} weeks on {names}"),
    }
}

/// "Monday, Tuesday and Friday".
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// `MO,TU`, in the order of the week; `None` when one of them is not a plain weekday.
fn read_weekdays(codes: &str) -> Option<Vec<Weekday>> {
    let mut weekdays = codes.split(',').map(weekday).collect::<Option<Vec<_>>>()?;
    weekdays.sort_by_key(|day| day.to_monday_zero_offset());
    weekdays.dedup();
    Some(weekdays)
}

/// `2TU` as "second Tuesday".
fn nth_weekday(code: &str) -> Option<String> {
    let (number, day) = code.split_at_checked(code.len().checked_sub(2)?)?;
    let which = match number.trim_start_matches('+') {
        "1" => "first",
        "2" => "second",
        "3" => "third",
        "4" => "fourth",
        "-1" => "last",
        _ => return None,
    };
    Some(format!("{which} {}", name(weekday(day)?)))
}

fn weekday(code: &str) -> Option<Weekday> {
    match code {
        "MO" => Some(Weekday::Monday),
        "TU" => Some(Weekday::Tuesday),
        "WE" => Some(Weekday::Wednesday),
        "TH" => Some(Weekday::Thursday),
        "FR" => Some(Weekday::Friday),
        "SA" => Some(Weekday::Saturday),
        "SU" => Some(Weekday::Sunday),
        _ => None,
    }
}

fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn in_words(rule: &str, sessions: usize) -> String {
        let first = date(2026, 12, 1).at(15, 0, 0, 0);
        summary(
            &Rule::parse(rule).unwrap(),
            first,
            "Europe/London",
            sessions,
        )
    }

    #[test]
    fn a_series_reads_as_a_person_would_say_it() {
        for (rule, words) in [
            ("FREQ=WEEKLY;COUNT=6", "every Tuesday"),
            (
                "FREQ=WEEKLY;BYDAY=TH,TU;COUNT=6",
                "every Tuesday and Thursday",
            ),
            (
                "FREQ=WEEKLY;BYDAY=FR,MO,TU;COUNT=6",
                "every Monday, Tuesday and Friday",
            ),
            ("FREQ=WEEKLY;INTERVAL=2;COUNT=6", "every 2 weeks on Tuesday"),
            ("FREQ=DAILY;COUNT=6", "every day"),
            ("FREQ=DAILY;INTERVAL=3;COUNT=6", "every 3 days"),
            ("FREQ=MONTHLY;COUNT=6", "on day 1 of every month"),
            (
                "FREQ=MONTHLY;BYDAY=1TU;COUNT=6",
                "on the first Tuesday of every month",
            ),
            (
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TU;COUNT=6",
                "on the last Tuesday of every 2 months",
            ),
            ("FREQ=YEARLY;COUNT=6", "every year"),
        ] {
            let sentence =
                format!("6 sessions, {words} at 15:00, Europe/London, from 1 December 2026");
            assert_eq!(in_words(rule, 6), sentence);
        }
    }

    #[test]
    fn what_cannot_be_said_in_few_words_is_not_said_wrongly() {
        for rule in [
            "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=6",
            "FREQ=DAILY;BYDAY=TU;COUNT=6",
            "FREQ=MONTHLY;BYDAY=1TU,3TU;COUNT=6",
        ] {
            assert_eq!(
                in_words(rule, 6),
                "6 sessions, at 15:00, Europe/London, from 1 December 2026"
            );
        }
    }

    #[test]
    fn one_session_reads_as_one() {
        assert_eq!(
            in_words("FREQ=WEEKLY;COUNT=1", 1),
            "1 session, on Tuesday 1 December 2026 at 15:00, Europe/London"
        );
    }
}
