//! An event (VEVENT, RFC 5545 section 3.6.1).

use icalendar::Property;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

use crate::line::{Lines, length, local, zoned};
use crate::{About, CalendarError};

/// Something that takes place, once or by a rule.
#[derive(Debug, Clone)]
pub struct Event {
    /// What it is.
    pub about: About,
    /// When it starts, on the clock of its zone.
    pub starts: DateTime,
    /// How long it lasts, whatever the clocks do meanwhile.
    pub lasts: SignedDuration,
    /// When else.
    pub repeats: Option<Repeats>,
    /// The start by the rule of the one time that this is instead of (RECURRENCE-ID).
    pub instead_of: Option<DateTime>,
    /// It does not take place.
    pub cancelled: bool,
}

/// When an event takes place beside its first time. All times are on the clock of its zone.
#[derive(Debug, Clone, Default)]
pub struct Repeats {
    /// The rule (RRULE); its UNTIL is a moment.
    pub rule: Option<String>,
    /// The starts by the rule at which it does not take place (EXDATE).
    pub except: Vec<DateTime>,
    /// The starts beside the rule (RDATE).
    pub also: Vec<DateTime>,
}

impl Event {
    pub(crate) fn write(&self, lines: &mut Lines) -> Result<(), CalendarError> {
        let zone = &self.about.zone;
        lines.begin("VEVENT");
        self.about.write(lines);
        if let Some(instead_of) = self.instead_of {
            lines.property(zoned("RECURRENCE-ID", &[instead_of], zone)?);
        }
        lines.property(zoned("DTSTART", &[self.starts], zone)?);
        lines.property(self.end()?);
        if let Some(repeats) = &self.repeats {
            self.write_repeats(repeats, lines)?;
        }
        lines.plain(
            "STATUS",
            if self.cancelled {
                "CANCELLED"
            } else {
                "CONFIRMED"
            },
        );
        lines.end("VEVENT");
        Ok(())
    }

    fn write_repeats(&self, repeats: &Repeats, lines: &mut Lines) -> Result<(), CalendarError> {
        if let Some(rule) = &repeats.rule {
            lines.plain("RRULE", rule);
        }
        for (name, times) in [("EXDATE", &repeats.except), ("RDATE", &repeats.also)] {
            if !times.is_empty() {
                lines.property(zoned(name, times, &self.about.zone)?);
            }
        }
        Ok(())
    }

    /// DTEND, which every calendar reads, unless that local time comes twice and its first coming is not meant; or
    /// unless the clocks change before it and other times follow, because some calendars take their length from the
    /// clock.
    fn end(&self) -> Result<Property, CalendarError> {
        let zone = &self.about.zone;
        let ends = self.ends()?;
        let on_the_clock = ends.to_zoned(zone.clone()).datetime();
        let meant = zone
            .to_ambiguous_zoned(on_the_clock)
            .compatible()?
            .timestamp()
            == ends;
        let steady = on_the_clock == self.starts.checked_add(self.lasts)?;
        if meant && (steady || self.repeats.is_none()) {
            zoned("DTEND", &[on_the_clock], zone)
        } else {
            Ok(Property::new("DURATION", length(self.lasts)))
        }
    }

    /// When its first time starts. A local time that does not exist is taken by the offset before the gap, one that
    /// comes twice is its first coming (RFC 5545 section 3.3.5).
    pub(crate) fn starts_at(&self) -> Result<Timestamp, CalendarError> {
        let zoned = self
            .about
            .zone
            .to_ambiguous_zoned(self.starts)
            .compatible()?;
        Ok(zoned.timestamp())
    }

    /// The first moment of which it says something.
    pub(crate) fn first(&self) -> Result<Timestamp, CalendarError> {
        let mut first = self.starts_at()?;
        for named in self
            .instead_of
            .iter()
            .chain(self.repeats.iter().flat_map(|r| &r.also))
        {
            first = first.min(
                self.about
                    .zone
                    .to_ambiguous_zoned(*named)
                    .compatible()?
                    .timestamp(),
            );
        }
        Ok(first)
    }

    pub(crate) fn ends(&self) -> Result<Timestamp, CalendarError> {
        Ok(self.starts_at()?.checked_add(self.lasts)?)
    }

    /// The last moment of which it says something, or nothing when it never ends.
    pub(crate) fn last(&self) -> Result<Option<Timestamp>, CalendarError> {
        let Some(repeats) = &self.repeats else {
            return self.ends().map(Some);
        };
        let until = repeats.rule.as_deref().map(until);
        if until == Some(None) {
            return Ok(None);
        }
        let mut last = self.ends()?;
        for also in &repeats.also {
            last = last.max(
                self.about
                    .zone
                    .to_ambiguous_zoned(*also)
                    .compatible()?
                    .timestamp(),
            );
        }
        Ok(Some(until.flatten().map_or(last, |until| last.max(until))))
    }
}

/// The moment at which a rule ends.
fn until(rule: &str) -> Option<Timestamp> {
    let part = rule
        .split(';')
        .find_map(|part| part.strip_prefix("UNTIL="))?;
    let told = DateTime::strptime("%Y%m%dT%H%M%SZ", part).ok()?;
    debug_assert_eq!(format!("{}Z", local(told)), part);
    told.to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|at| at.timestamp())
}
