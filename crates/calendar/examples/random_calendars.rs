//! Calendars of random series, a line of JSON each, with what a reader must find in them: `tests/calendar/check.py`
//! reads them with parsers that are not ours. Usage: `random_calendars SEED COUNT`.

#![expect(clippy::print_stdout, reason = "this is what it is for")]

use anyhow::Context as _;
use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use rand::rngs::ChaCha20Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use wellmet_calendar::{About, Calendar, Link, Meeting, Method, Person, Series};

/// Zones with a summer north and south, one of half an hour, rules that are no nth Sunday, and none at all.
const ZONES: [&str; 14] = [
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/St_Johns",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Etc/UTC",
];
const CODES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const WORDS: [&str; 6] = [
    "Your group session",
    "Groupe « cœur » ; à bientôt, n'est-ce pas ?",
    "老虎 and a very long line that has to be folded more than once before it ends: 𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞𝄞",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:not ours",
    "back\\slash, comma; semicolon: \"quoted\" \\n",
    "\u{200f}مجموعتك \u{202b}اليوم",
];

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let seed = words.next().context("SEED COUNT")?.parse()?;
    let count: usize = words.next().context("SEED COUNT")?.parse()?;
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut written = 0;
    while written < count {
        if let Some(line) = calendar(&mut rng)? {
            println!("{line}");
            written += 1;
        }
    }
    Ok(())
}

fn calendar(rng: &mut ChaCha20Rng) -> anyhow::Result<Option<serde_json::Value>> {
    let series = series(rng)?;
    let events = series.events()?;
    if events.is_empty() {
        return Ok(None);
    }
    let held = series.meetings.iter().filter(|meeting| !meeting.cancelled);
    let mut times: Vec<_> = held
        .map(|m| (m.starts_at.as_second(), m.ends_at.as_second()))
        .collect();
    times.sort_unstable();
    let calendar = Calendar {
        method: Some(Method::Request),
        events,
        ..Calendar::default()
    };
    Ok(Some(serde_json::json!({
        "file": calendar.file()?,
        "zone": series.about.zone.iana_name(),
        "uid": series.about.uid,
        "sequence": series.about.sequence,
        "summary": series.about.summary.replace("\r\n", "\n"),
        "link": series.about.link.as_ref().map(|link| &link.uri),
        "attendee": series.about.attendee.as_ref().map(|attendee| &attendee.email),
        "ends": series.rule.contains("COUNT"),
        "times": times,
    })))
}

fn series(rng: &mut ChaCha20Rng) -> anyhow::Result<Series> {
    let zone = TimeZone::get(ZONES.choose(rng).context("a zone")?)?;
    let first_date = date(2024, 1, 1).checked_add(rng.random_range(0..2_500).days())?;
    // The hours in which clocks change come often enough to be met.
    let hour = if rng.random_bool(0.3) {
        rng.random_range(0..4)
    } else {
        rng.random_range(0..24)
    };
    let local_time = Time::new(
        hour,
        *[0, 15, 30, 45].choose(rng).context("a quarter")?,
        0,
        0,
    )?;
    let lasts = SignedDuration::from_mins(rng.random_range(1..=10) * 15);
    let (step, mut rule) = rule(rng, first_date);
    let ends = rng.random_bool(0.8);
    if ends {
        rule.push_str(";COUNT=9");
    }
    let mut planned = Vec::new();
    for place in 0..rng.random_range(1..20_i64) {
        planned.push(first_date.checked_add((step * place).days())?);
    }
    let start = rng.random_range(0..planned.len());
    let mut series = Series {
        about: about(rng, zone)?,
        first_date,
        local_time,
        lasts,
        rule,
        meetings: Vec::new(),
    };
    for day in planned.split_off(start) {
        series.meetings.extend(meeting(rng, &series, day, ends)?);
    }
    Ok(series)
}

/// A rule, and how many days lie between its dates.
fn rule(rng: &mut ChaCha20Rng, first: Date) -> (i64, String) {
    let interval = rng.random_range(1..5);
    let weekday = CODES.iter().cycle().nth(usize::from(
        first.weekday().to_monday_zero_offset().unsigned_abs(),
    ));
    match rng.random_range(0..3) {
        0 => (interval, format!("FREQ=DAILY;INTERVAL={interval}")),
        1 => (7 * interval, format!("FREQ=WEEKLY;INTERVAL={interval}")),
        _ => (
            7 * interval,
            format!(
                "FREQ=WEEKLY;INTERVAL={interval};BYDAY={}",
                weekday.unwrap_or(&"MO")
            ),
        ),
    }
}

/// The meeting of `day`: mostly by the rule, some moved, longer, cancelled, or skipped by whoever keeps the holidays.
fn meeting(
    rng: &mut ChaCha20Rng,
    series: &Series,
    day: Date,
    may_be_skipped: bool,
) -> anyhow::Result<Option<Meeting>> {
    let zone = &series.about.zone;
    let at = zone
        .to_ambiguous_zoned(day.to_datetime(series.local_time))
        .compatible()?
        .timestamp();
    let (starts_at, lasts, cancelled) = match rng.random_range(0..20) {
        // In the afternoon of the same day, which exists everywhere and once.
        0 => (
            zone.to_zoned(day.at(13, 5, 0, 0))?.timestamp(),
            series.lasts,
            false,
        ),
        1 => (at, series.lasts + SignedDuration::from_mins(10), false),
        2 => (at, series.lasts, true),
        3 if may_be_skipped => return Ok(None),
        _ => (at, series.lasts, false),
    };
    let ends_at = starts_at.checked_add(lasts)?;
    Ok(Some(Meeting {
        date: day,
        starts_at,
        ends_at,
        cancelled,
    }))
}

fn about(rng: &mut ChaCha20Rng, zone: TimeZone) -> anyhow::Result<About> {
    let words = *WORDS.choose(rng).context("words")?;
    let person = |email: &str| Person {
        email: email.to_owned(),
        name: Some(words.to_owned()),
    };
    Ok(About {
        uid: format!("{:016x}@example.org", rng.random::<u64>()),
        sequence: rng.random_range(0..9),
        written_at: Timestamp::from_second(1_796_137_200)?,
        zone,
        language: "en".to_owned(),
        summary: words.to_owned(),
        description: format!("{words}\n\nhttps://wellmet.example.org/d/k3vq2m7tn4x5aycw6jdrhs2pbe"),
        link: Some(Link {
            uri: "https://wellmet.example.org/d/k3vq2m7tn4x5aycw6jdrhs2pbe".to_owned(),
            label: words.to_owned(),
        }),
        organiser: Some(person("wellmet@example.org")),
        attendee: Some(person("somebody@example.org")),
    })
}
