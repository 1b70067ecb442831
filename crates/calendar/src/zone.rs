//! A time zone as a file carries it (VTIMEZONE, RFC 5545 section 3.6.5).

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

use crate::CalendarError;
use crate::line::{Lines, local};
use crate::observance::{Change, Observance, observances};

/// So far changes are looked at, to see whether they follow a rule.
const YEARS: i64 = 10;

/// The zone `name` as it is from `from` until `until`, or for ever.
pub(crate) fn write_zone(
    name: &str,
    from: Timestamp,
    until: Option<Timestamp>,
    lines: &mut Lines,
) -> Result<(), CalendarError> {
    let zone = TimeZone::get(name).map_err(|_| CalendarError::NamelessZone)?;
    lines.begin("VTIMEZONE");
    lines.plain("TZID", name);
    for observance in observances(&changes(&zone, from, until)?) {
        write_observance(&observance, lines);
    }
    lines.end("VTIMEZONE");
    Ok(())
}

fn write_observance(observance: &Observance, lines: &mut Lines) {
    let kind = if observance.is_summer {
        "DAYLIGHT"
    } else {
        "STANDARD"
    };
    lines.begin(kind);
    lines.plain("DTSTART", local(observance.first));
    lines.plain("TZOFFSETFROM", offset(observance.from));
    lines.plain("TZOFFSETTO", offset(observance.to));
    lines.plain("TZNAME", observance.name.clone());
    if let Some(rule) = &observance.rule {
        lines.plain("RRULE", rule);
    }
    for also in &observance.also {
        lines.plain("RDATE", local(*also));
    }
    lines.end(kind);
}

/// The change that is in force at `from`, and those after it.
fn changes(
    zone: &TimeZone,
    from: Timestamp,
    until: Option<Timestamp>,
) -> Result<Vec<Change>, CalendarError> {
    // Readers look around what they place.
    let from = from.checked_sub(24.hours())?;
    let ahead = from
        .to_zoned(TimeZone::UTC)
        .checked_add((YEARS * 12).months())?;
    let horizon = until.map_or(ahead.timestamp(), |until| until.max(ahead.timestamp()));
    let before = zone.preceding(from.checked_add(1.second())?).next();
    let after = zone
        .following(from)
        .take_while(|change| change.timestamp() <= horizon);
    let mut changes = Vec::new();
    if before.is_none() {
        changes.push(always(zone, from));
    }
    for change in before.into_iter().chain(after) {
        let earlier = zone.to_offset(change.timestamp().checked_sub(1.second())?);
        changes.push(Change {
            at: on_the_clock(change.timestamp(), earlier),
            from: earlier,
            to: change.offset(),
            name: change.abbreviation().to_owned(),
            is_summer: change.dst().is_dst(),
        });
    }
    name_summer_as_calendars_do(&mut changes);
    Ok(changes)
}

/// Ireland's law, and Morocco's, call the winter the exception. Calendars take DAYLIGHT to be what is ahead.
fn name_summer_as_calendars_do(changes: &mut [Change]) {
    if changes
        .iter()
        .any(|change| change.is_summer && change.to < change.from)
    {
        for change in changes {
            change.is_summer = change.to > change.from;
        }
    }
}

/// A zone whose clocks nobody has changed so far.
fn always(zone: &TimeZone, from: Timestamp) -> Change {
    let info = zone.to_offset_info(from);
    Change {
        at: DateTime::constant(1970, 1, 1, 0, 0, 0, 0),
        from: info.offset(),
        to: info.offset(),
        name: info.abbreviation().to_owned(),
        is_summer: info.dst().is_dst(),
    }
}

/// What the clocks show just as they are changed.
fn on_the_clock(at: Timestamp, before: Offset) -> DateTime {
    before.to_datetime(at)
}

/// `+0100`, or `+001530` where people still kept the sun's time.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) = (
        seconds.abs() / 3_600,
        seconds.abs() / 60 % 60,
        seconds.abs() % 60,
    );
    let seconds = if rest == 0 {
        String::new()
    } else {
        format!("{rest:02}")
    };
    format!("{sign}{hours:02}{minutes:02}{seconds}")
}
