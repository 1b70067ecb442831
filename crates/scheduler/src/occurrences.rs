//! The dates of a series, and when each session is in UTC.
//!
//! A rule is expanded on local wall time alone, told as if it were UTC: no offset, no daylight
//! saving can move a date. Then each local date and time finds its instant in the zone. A time
//! that the clocks skip is taken by the offset before the change (RFC 5545 section 3.3.5), so
//! 01:30 in a spring gap is 02:30 that day: no meeting is lost from a dose. A time that comes
//! twice is its first coming.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use rrule::RRuleSet;

use crate::rule::{End, MOST_SESSIONS, Rule, basic};

/// Why a rule gives no series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Impossible {
    /// RFC 5545 does not allow it.
    #[error("This rule cannot be followed.")]
    Unfollowable,
    /// It gives none at all, or fewer than it counts.
    #[error("This rule finds too few dates that exist.")]
    TooFew,
    #[error("This rule gives more than 366 sessions. Lower COUNT, or bring UNTIL forward.")]
    TooMany,
    /// The first meeting is not on the first date.
    #[error("The rule's first date is {0}.")]
    StartsOn(Date),
    /// Beyond what a calendar here holds.
    #[error("This rule reaches too far ahead.")]
    TooFar,
}

/// The local times at which `rule` meets, from `first` on, which must be one of them.
pub(crate) fn expand(
    rule: &Rule,
    first: DateTime,
    zone: &TimeZone,
) -> Result<Vec<DateTime>, Impossible> {
    let text = format!(
        "DTSTART:{}Z\nRRULE:{}",
        basic(first),
        rule.on_local_time(zone)
    );
    let set: RRuleSet = text.parse().map_err(|_| Impossible::Unfollowable)?;
    let found = set.all(MOST_SESSIONS + 1).dates;
    if found.len() > usize::from(MOST_SESSIONS) {
        return Err(Impossible::TooMany);
    }
    let local = found.iter().map(|told| local_time(told.timestamp()));
    let local = local
        .collect::<Option<Vec<_>>>()
        .ok_or(Impossible::TooFar)?;
    let whole = match rule.end {
        End::Count(count) => local.len() == usize::from(count),
        End::OnDate(_) | End::At(_) => true,
    };
    match local.first() {
        Some(start) if *start != first => Err(Impossible::StartsOn(start.date())),
        Some(_) if whole => Ok(local),
        _ => Err(Impossible::TooFew),
    }
}

/// Reads back a local time that was told as UTC.
fn local_time(seconds: i64) -> Option<DateTime> {
    let told = Timestamp::from_second(seconds).ok()?;
    Some(told.to_zoned(TimeZone::UTC).datetime())
}

/// When `local` is, in `zone`.
pub(crate) fn in_zone(local: DateTime, zone: &TimeZone) -> Result<Zoned, Impossible> {
    // jiff's `compatible` disambiguation is the rule of RFC 5545 section 3.3.5.
    zone.to_ambiguous_zoned(local)
        .compatible()
        .map_err(|_| Impossible::TooFar)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    /// What `text` gives from `first` on in `name`, in full.
    fn zoned(text: &str, first: DateTime, name: &str) -> Vec<String> {
        let rule = Rule::parse(text).unwrap();
        let zone = zone(name);
        let local = expand(&rule, first, &zone).unwrap();
        let at = |local: &DateTime| {
            in_zone(*local, &zone)
                .unwrap()
                .strftime("%Y-%m-%d %H:%M %z")
                .to_string()
        };
        local.iter().map(at).collect()
    }

    fn refused(text: &str, first: DateTime) -> Impossible {
        expand(&Rule::parse(text).unwrap(), first, &TimeZone::UTC).unwrap_err()
    }

    #[test]
    fn three_o_clock_in_london_stays_three_o_clock_across_both_changes() {
        assert_eq!(
            zoned(
                "FREQ=WEEKLY;COUNT=3",
                date(2026, 10, 20).at(15, 0, 0, 0),
                "Europe/London"
            ),
            [
                "2026-10-20 15:00 +0100",
                "2026-10-27 15:00 +0000",
                "2026-11-03 15:00 +0000"
            ]
        );
        assert_eq!(
            zoned(
                "FREQ=WEEKLY;COUNT=2",
                date(2027, 3, 23).at(15, 0, 0, 0),
                "Europe/London"
            ),
            ["2027-03-23 15:00 +0000", "2027-03-30 15:00 +0100"]
        );
    }

    #[test]
    fn three_o_clock_in_new_york_stays_three_o_clock_across_both_changes() {
        assert_eq!(
            zoned(
                "FREQ=WEEKLY;COUNT=2",
                date(2026, 10, 28).at(15, 0, 0, 0),
                "America/New_York"
            ),
            ["2026-10-28 15:00 -0400", "2026-11-04 15:00 -0500"]
        );
        assert_eq!(
            zoned(
                "FREQ=WEEKLY;COUNT=2",
                date(2027, 3, 10).at(15, 0, 0, 0),
                "America/New_York"
            ),
            ["2027-03-10 15:00 -0500", "2027-03-17 15:00 -0400"]
        );
    }

    #[test]
    fn an_evening_group_west_of_greenwich_keeps_its_weekday() {
        // 20:00 on a Tuesday in New York is a Wednesday in UTC.
        let tuesdays = zoned(
            "FREQ=WEEKLY;BYDAY=TU;COUNT=2",
            date(2026, 12, 1).at(20, 0, 0, 0),
            "America/New_York",
        );
        assert_eq!(
            tuesdays,
            ["2026-12-01 20:00 -0500", "2026-12-08 20:00 -0500"]
        );
    }

    #[test]
    fn a_time_in_a_gap_is_taken_by_the_offset_before_it() {
        // London's clocks go from 01:00 to 02:00 on 28 March 2027.
        let london = zoned(
            "FREQ=DAILY;COUNT=3",
            date(2027, 3, 27).at(1, 30, 0, 0),
            "Europe/London",
        );
        assert_eq!(
            london,
            [
                "2027-03-27 01:30 +0000",
                "2027-03-28 02:30 +0100",
                "2027-03-29 01:30 +0100"
            ]
        );
        // New York's go from 02:00 to 03:00 on 14 March 2027.
        let new_york = zoned(
            "FREQ=DAILY;COUNT=2",
            date(2027, 3, 13).at(2, 30, 0, 0),
            "America/New_York",
        );
        assert_eq!(
            new_york,
            ["2027-03-13 02:30 -0500", "2027-03-14 03:30 -0400"]
        );
    }

    #[test]
    fn a_time_that_comes_twice_is_its_first_coming() {
        let london = zoned(
            "FREQ=DAILY;COUNT=2",
            date(2026, 10, 25).at(1, 30, 0, 0),
            "Europe/London",
        );
        assert_eq!(london, ["2026-10-25 01:30 +0100", "2026-10-26 01:30 +0000"]);
        let new_york = zoned(
            "FREQ=DAILY;COUNT=1",
            date(2026, 11, 1).at(1, 30, 0, 0),
            "America/New_York",
        );
        assert_eq!(new_york, ["2026-11-01 01:30 -0400"]);
    }

    #[test]
    fn until_includes_the_session_that_starts_by_then() {
        let first = date(2026, 6, 9).at(15, 0, 0, 0);
        let by_date = zoned("FREQ=WEEKLY;UNTIL=20260623", first, "Europe/London");
        assert_eq!(by_date.len(), 3);
        // 15:00 in London's summer is 14:00 in UTC.
        let by_moment = zoned("FREQ=WEEKLY;UNTIL=20260623T140000Z", first, "Europe/London");
        assert_eq!(by_moment.len(), 3);
        let before = zoned("FREQ=WEEKLY;UNTIL=20260623T135959Z", first, "Europe/London");
        assert_eq!(before.len(), 2);
    }

    #[test]
    fn rules_that_give_no_series_say_why() {
        let tuesday = date(2026, 12, 1).at(15, 0, 0, 0);
        assert_eq!(
            refused("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", tuesday),
            Impossible::TooFew
        );
        assert_eq!(
            refused("FREQ=DAILY;UNTIL=20280601", tuesday),
            Impossible::TooMany
        );
        assert_eq!(
            refused("FREQ=WEEKLY;BYDAY=TH;COUNT=2", tuesday),
            Impossible::StartsOn(date(2026, 12, 3))
        );
        assert_eq!(
            refused("FREQ=WEEKLY;UNTIL=20261130", tuesday),
            Impossible::Unfollowable
        );
        assert_eq!(
            refused("FREQ=WEEKLY;BYDAY=XX;COUNT=2", tuesday),
            Impossible::Unfollowable
        );
    }

    #[test]
    fn a_year_of_days_is_the_most_there_is() {
        let first = date(2026, 12, 1).at(9, 0, 0, 0);
        let rule = Rule::parse("FREQ=DAILY;COUNT=366").unwrap();
        assert_eq!(expand(&rule, first, &TimeZone::UTC).unwrap().len(), 366);
    }

    /// The rule's dates found the naive way: day by day, asking of each whether it is one.
    fn naive(weekly: bool, interval: i64, count: usize, weekdays: &[i8], first: Date) -> Vec<Date> {
        let monday = |day: Date| {
            day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days())
                .unwrap()
        };
        let days_between = |one: Date, other: Date| i64::from(one.until(other).unwrap().get_days());
        let mut found = Vec::new();
        let mut day = first;
        while found.len() < count {
            let meets = if weekly {
                let week = days_between(monday(first), monday(day)) / 7;
                week % interval == 0 && weekdays.contains(&day.weekday().to_monday_zero_offset())
            } else {
                days_between(first, day) % interval == 0
            };
            if meets {
                found.push(day);
            }
            day = day.tomorrow().unwrap();
        }
        found
    }

    const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    const ZONES: [&str; 5] = [
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
    ];

    proptest! {
        #[test]
        fn expansion_agrees_with_counting_days(
            offset in 0_i64..2_000,
            hour in 0_i8..24,
            minute in 0_i8..60,
            interval in 1_i64..5,
            count in 1_usize..60,
            weekly: bool,
            other_days in proptest::collection::btree_set(0_i8..7, 0..4),
            place in 0_usize..5,
        ) {
            let first = date(2024, 1, 1).checked_add(offset.days()).unwrap();
            let mut weekdays: Vec<i8> = other_days.into_iter().collect();
            weekdays.push(first.weekday().to_monday_zero_offset());
            let codes: Vec<_> = weekdays.iter().map(|day| CODES[usize::try_from(*day).unwrap()]).collect();
            let text = if weekly {
                format!("FREQ=WEEKLY;INTERVAL={interval};COUNT={count};BYDAY={}", codes.join(","))
            } else {
                format!("FREQ=DAILY;INTERVAL={interval};COUNT={count}")
            };
            let zone = zone(ZONES[place]);
            let at = time(hour, minute, 0, 0);
            let rule = Rule::parse(&text).unwrap();
            let found = expand(&rule, first.to_datetime(at), &zone).unwrap();
            let expected: Vec<_> = naive(weekly, interval, count, &weekdays, first)
                .into_iter()
                .map(|day| day.to_datetime(at))
                .collect();
            prop_assert_eq!(&found, &expected);
            for local in found {
                let zoned = in_zone(local, &zone).unwrap();
                let naive = local.to_zoned(zone.clone()).unwrap();
                prop_assert_eq!(zoned.timestamp(), naive.timestamp());
                // Only a gap moves the clock, and never by more than it skips.
                let moved = local.until(zoned.datetime()).unwrap().total(jiff::Unit::Minute).unwrap();
                prop_assert!((0.0..=60.0).contains(&moved), "{local} became {zoned}");
            }
        }
    }
}
