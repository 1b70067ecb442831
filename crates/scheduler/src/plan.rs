//! A series as somebody plans it, and as it can be stored.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;

use crate::SchedulerError;
use crate::form::Form;
use crate::occurrences::{Impossible, expand, in_zone};
use crate::rule::Rule;
use crate::summary::summary;

const SHORTEST_MINUTES: i64 = 5;
const LONGEST_MINUTES: i64 = 24 * 60;

/// When a group is to meet: local wall time in a named zone.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewSeries {
    /// The first meeting's date, such as `2026-12-01`. The rule must meet on it.
    pub first_date: String,
    /// When it starts on the group's own clock, such as `15:00`.
    pub local_time: String,
    /// The zone of that clock, by its IANA name, such as `Europe/London`.
    pub zone: String,
    /// How long a meeting lasts, from 5 to 1440 minutes.
    pub duration_minutes: i64,
    /// RFC 5545, at most one meeting a day and at most 366, such as `FREQ=WEEKLY;COUNT=6`.
    pub rrule: String,
}

/// A series whose every field can be stored as it is, with its meetings.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) first_date: String,
    pub(crate) local_time: String,
    pub(crate) zone: String,
    pub(crate) duration_minutes: i64,
    pub(crate) rrule: String,
    pub(crate) summary: String,
    pub(crate) meetings: Vec<Meeting>,
}

/// One dated meeting of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meeting {
    /// Its date in the series' zone: its recurrence id.
    pub(crate) local_date: Date,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
}

impl NewSeries {
    /// The plan, when nothing is wrong with its fields.
    pub(crate) fn checked(&self) -> Result<Plan, SchedulerError> {
        let mut form = Form::default();
        let date = form.take("first_date", read_date(&self.first_date));
        let time = form.take("local_time", read_time(&self.local_time));
        let zone = form.take("zone", read_zone(&self.zone));
        let minutes = form.take("duration_minutes", read_minutes(self.duration_minutes));
        let rule = form.take("rrule", Rule::parse(&self.rrule));
        let (Some(date), Some(time), Some(zone), Some(minutes), Some(rule)) =
            (date, time, zone, minutes, rule)
        else {
            return Err(form.refusal());
        };
        let first = date.to_datetime(time);
        let meetings =
            expand(&rule, first, &zone).and_then(|local| meetings(&local, &zone, minutes));
        match meetings {
            Ok(meetings) => Ok(self.plan(first, &rule, meetings)),
            Err(impossible) => Err(refuse(impossible)),
        }
    }

    fn plan(&self, first: DateTime, rule: &Rule, meetings: Vec<Meeting>) -> Plan {
        Plan {
            first_date: first.date().to_string(),
            local_time: first.strftime("%H:%M").to_string(),
            zone: self.zone.trim().to_owned(),
            duration_minutes: self.duration_minutes,
            rrule: self.rrule.trim().to_ascii_uppercase(),
            summary: summary(rule, first, self.zone.trim(), meetings.len()),
            meetings,
        }
    }
}

fn refuse(impossible: Impossible) -> SchedulerError {
    let mut form = Form::default();
    let field = match impossible {
        Impossible::StartsOn(_) => "first_date",
        _ => "rrule",
    };
    form.refuse(field, impossible.to_string());
    form.refusal()
}

fn meetings(
    local: &[DateTime],
    zone: &TimeZone,
    minutes: std::time::Duration,
) -> Result<Vec<Meeting>, Impossible> {
    let meeting = |local: &DateTime| {
        let starts_at = Instant::from(in_zone(*local, zone)?.timestamp());
        Ok(Meeting {
            local_date: local.date(),
            starts_at,
            ends_at: starts_at + minutes,
        })
    };
    local.iter().map(meeting).collect()
}

pub(crate) fn read_date(text: &str) -> Result<Date, String> {
    let date = Date::strptime("%Y-%m-%d", text.trim()).ok();
    date.filter(|date| (1970..=9_000).contains(&date.year()))
        .ok_or_else(|| "Give a date such as 2026-12-01.".to_owned())
}

pub(crate) fn read_time(text: &str) -> Result<Time, String> {
    Time::strptime("%H:%M", text.trim()).map_err(|_| "Give a time such as 15:00.".to_owned())
}

/// Only names of the IANA database: an offset such as `+01:00` would not keep its clock in summer.
pub(crate) fn read_zone(name: &str) -> Result<TimeZone, String> {
    let zone = TimeZone::get(name.trim()).ok();
    zone.filter(|zone| zone.iana_name() == Some(name.trim()))
        .ok_or_else(|| "This time zone is not known. Give one such as Europe/London.".to_owned())
}

pub(crate) fn read_minutes(minutes: i64) -> Result<std::time::Duration, String> {
    match u64::try_from(minutes) {
        Ok(whole) if (SHORTEST_MINUTES..=LONGEST_MINUTES).contains(&minutes) => {
            Ok(std::time::Duration::from_secs(whole * 60))
        }
        _ => Err(format!(
            "Give a length between {SHORTEST_MINUTES} and {LONGEST_MINUTES} minutes."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuesdays() -> NewSeries {
        NewSeries {
            first_date: "2026-12-01".to_owned(),
            local_time: " 15:00".to_owned(),
            zone: "Europe/London".to_owned(),
            duration_minutes: 60,
            rrule: "freq=weekly;count=6".to_owned(),
        }
    }

    fn refused(series: &NewSeries) -> Vec<String> {
        match series.checked() {
            Err(SchedulerError::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_plan_is_stored_in_one_way_of_writing() {
        let plan = tuesdays().checked().unwrap();
        assert_eq!(
            (plan.local_time.as_str(), plan.rrule.as_str()),
            ("15:00", "FREQ=WEEKLY;COUNT=6")
        );
        assert_eq!(plan.meetings.len(), 6);
        assert_eq!(
            plan.meetings[0].starts_at,
            Instant::from_millis(1_796_137_200_000)
        );
        assert_eq!(
            plan.meetings[0].ends_at,
            Instant::from_millis(1_796_140_800_000)
        );
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = NewSeries {
            first_date: "1 December".to_owned(),
            local_time: "25:00".to_owned(),
            zone: "Europe/Atlantis".to_owned(),
            duration_minutes: 0,
            rrule: "FREQ=WEEKLY".to_owned(),
        };
        let fields = [
            "first_date",
            "local_time",
            "zone",
            "duration_minutes",
            "rrule",
        ];
        assert_eq!(refused(&wrong), fields);
    }

    #[test]
    fn a_machine_without_zone_files_knows_its_zones() {
        let carried = jiff::tz::TimeZoneDatabase::bundled();
        assert!(carried.get("Europe/London").is_ok());
    }

    #[test]
    fn an_offset_is_no_zone() {
        for zone in ["+01:00", "", "Etc", "europe/london", "BST"] {
            let series = NewSeries {
                zone: zone.to_owned(),
                ..tuesdays()
            };
            assert_eq!(refused(&series), ["zone"], "{zone}");
        }
    }

    #[test]
    fn a_first_date_on_which_the_rule_does_not_meet_is_refused() {
        let series = NewSeries {
            rrule: "FREQ=WEEKLY;BYDAY=TH;COUNT=6".to_owned(),
            ..tuesdays()
        };
        assert_eq!(refused(&series), ["first_date"]);
    }
}
