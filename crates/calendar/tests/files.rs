//! Calendar files as they are handed out.

use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan as _};
use wellmet_calendar::{About, Calendar, CalendarError, Link, Meeting, Method, Person, Series};

const LINK: &str = "https://wellmet.example.org/d/k3vq2m7tn4x5aycw6jdrhs2pbe";

fn about() -> anyhow::Result<About> {
    let person = |email: &str, name: Option<&str>| Person {
        email: email.to_owned(),
        name: name.map(str::to_owned),
    };
    Ok(About {
        uid: "01998f3e@wellmet.example.org".to_owned(),
        sequence: 2,
        written_at: "2026-10-01T09:00:00Z".parse()?,
        zone: TimeZone::get("Europe/London")?,
        language: "en-GB".to_owned(),
        summary: "Your group session".to_owned(),
        description: format!("Open your personal link to join; it is for you alone:\n{LINK}"),
        link: Some(Link {
            uri: LINK.to_owned(),
            label: "Join".to_owned(),
        }),
        organiser: Some(person("wellmet@example.org", Some("Wellmet"))),
        attendee: Some(person("ada@example.org", None)),
    })
}

/// Tuesdays at three, from two before London's clocks go back on 25 October 2026.
fn tuesdays(rule: &str, meetings: usize) -> anyhow::Result<Series> {
    let first_date = date(2026, 10, 13);
    let mut series = Series {
        about: about()?,
        first_date,
        local_time: Time::constant(15, 0, 0, 0),
        lasts: SignedDuration::from_hours(1),
        rule: rule.to_owned(),
        meetings: Vec::new(),
    };
    for week in 0..i64::try_from(meetings)? {
        let day = first_date.checked_add((7 * week).days())?;
        series.meetings.push(meeting(day, 15)?);
    }
    Ok(series)
}

fn meeting(day: Date, hour: i8) -> anyhow::Result<Meeting> {
    let starts_at = day
        .at(hour, 0, 0, 0)
        .to_zoned(TimeZone::get("Europe/London")?)?
        .timestamp();
    let ends_at = starts_at.checked_add(1.hour())?;
    Ok(Meeting {
        date: day,
        starts_at,
        ends_at,
        cancelled: false,
    })
}

fn request(series: &Series) -> anyhow::Result<String> {
    let events = series.events()?;
    Ok(Calendar {
        method: Some(Method::Request),
        events,
        ..Calendar::default()
    }
    .file()?)
}

fn lines<'a>(file: &'a str, name: &str) -> Vec<&'a str> {
    file.lines().filter(|line| line.starts_with(name)).collect()
}

#[test]
fn an_invitation_holds_what_was_moved_and_leaves_out_what_was_cancelled() -> anyhow::Result<()> {
    let mut series = tuesdays("FREQ=WEEKLY;COUNT=6", 6)?;
    series.meetings[2].cancelled = true;
    let thursday = meeting(date(2026, 11, 5), 16)?;
    series.meetings[3].starts_at = thursday.starts_at;
    series.meetings[3].ends_at = thursday.ends_at;
    insta::assert_snapshot!(request(&series)?.replace("\r\n", "\n"));
    Ok(())
}

#[test]
fn a_cancellation_names_what_it_cancels() -> anyhow::Result<()> {
    let events = tuesdays("FREQ=WEEKLY;COUNT=6", 6)?.cancellation()?;
    let calendar = Calendar {
        method: Some(Method::Cancel),
        events,
        ..Calendar::default()
    };
    insta::assert_snapshot!(calendar.file()?.replace("\r\n", "\n"));
    Ok(())
}

#[test]
fn a_feed_has_a_name_and_says_how_often_to_come_back() -> anyhow::Result<()> {
    let mut series = tuesdays("FREQ=WEEKLY;COUNT=2", 2)?;
    series.about.attendee = None;
    let calendar = Calendar {
        method: Some(Method::Publish),
        name: Some("My sessions; all, of them".to_owned()),
        refresh: Some(SignedDuration::from_hours(6)),
        events: series.events()?,
    };
    insta::assert_snapshot!(calendar.file()?.replace("\r\n", "\n"));
    Ok(())
}

#[test]
fn skipped_dates_are_exceptions_and_the_rule_ends_with_the_last_meeting() -> anyhow::Result<()> {
    let mut series = tuesdays("FREQ=WEEKLY;COUNT=3", 4)?;
    series.meetings.remove(1);
    let file = request(&series)?;
    assert!(
        file.contains("\r\nRRULE:FREQ=WEEKLY;UNTIL=20261103T150000Z\r\n"),
        "{file}"
    );
    assert_eq!(
        lines(&file, "EXDATE"),
        ["EXDATE;TZID=Europe/London:20261020T150000"]
    );
    Ok(())
}

#[test]
fn what_lies_behind_is_not_told_and_what_never_ends_goes_on() -> anyhow::Result<()> {
    let mut series = tuesdays("FREQ=WEEKLY", 8)?;
    series.meetings.drain(..3);
    let file = request(&series)?;
    assert!(file.contains("\r\nRRULE:FREQ=WEEKLY\r\n"), "{file}");
    assert!(lines(&file, "DTSTART").contains(&"DTSTART;TZID=Europe/London:20261103T150000"));
    Ok(())
}

#[test]
fn a_meeting_on_a_date_the_rule_does_not_have_is_said_beside_it() -> anyhow::Result<()> {
    let mut series = tuesdays("FREQ=WEEKLY;COUNT=3", 3)?;
    series.meetings.push(meeting(date(2026, 10, 30), 11)?);
    let file = request(&series)?;
    assert_eq!(
        lines(&file, "RDATE"),
        ["RDATE;TZID=Europe/London:20261030T110000"]
    );
    Ok(())
}

#[test]
fn nothing_that_takes_place_is_nothing_to_be_told() -> anyhow::Result<()> {
    let mut series = tuesdays("FREQ=WEEKLY;COUNT=3", 3)?;
    for meeting in &mut series.meetings {
        meeting.cancelled = true;
    }
    assert!(series.events()?.is_empty());
    series.meetings.clear();
    assert!(series.events()?.is_empty());
    Ok(())
}

#[test]
fn a_zone_without_a_name_and_a_rule_that_is_none_are_refused() -> anyhow::Result<()> {
    let mut series = tuesdays("FREQ=SOMETIMES", 3)?;
    assert_eq!(series.events().unwrap_err(), CalendarError::Unfollowable);
    series.rule = "FREQ=WEEKLY".to_owned();
    series.about.zone = TimeZone::fixed(jiff::tz::offset(1));
    let calendar = Calendar {
        events: series.events()?,
        ..Calendar::default()
    };
    assert_eq!(calendar.file().unwrap_err(), CalendarError::NamelessZone);
    Ok(())
}
