//! A file (VCALENDAR, RFC 5545 section 3.4), or a message about events (RFC 5546).

use std::collections::BTreeMap;

use icalendar::Property;
use jiff::{SignedDuration, Timestamp};

use crate::line::{Lines, length, text};
use crate::zone::write_zone;
use crate::{CalendarError, Event};

/// Who wrote the file (ISO 9070, section 3.7.3).
const PRODUCT: &str = "-//Wellmet//Wellmet//EN";

/// What is written down together.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// What a message is for; nothing for a file to keep.
    pub method: Option<Method>,
    /// How a calendar that is subscribed to is called.
    pub name: Option<String>,
    /// How often it is worth asking for again.
    pub refresh: Option<SignedDuration>,
    /// What takes place. A message is about one UID alone.
    pub events: Vec<Event>,
}

/// What a message is for (RFC 5546 section 3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// These are events for whoever wants them.
    Publish,
    /// Put this into your calendar, or instead of what has the same UID there.
    Request,
    /// Take this out of it.
    Cancel,
}

impl Method {
    /// As it stands in a file and in the type of a mail's part.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

impl Calendar {
    /// The file, as `text/calendar; charset=utf-8`.
    ///
    /// # Errors
    /// [`CalendarError`] for a zone without a name, or times beyond all calendars.
    pub fn file(&self) -> Result<String, CalendarError> {
        let mut lines = Lines::default();
        lines.begin("VCALENDAR");
        self.write_head(&mut lines);
        for (zone, (from, until)) in self.zones()? {
            write_zone(&zone, from, until, &mut lines)?;
        }
        for event in &self.events {
            event.write(&mut lines)?;
        }
        lines.end("VCALENDAR");
        Ok(lines.finish())
    }

    fn write_head(&self, lines: &mut Lines) {
        lines.plain("VERSION", "2.0");
        lines.plain("PRODID", PRODUCT);
        lines.plain("CALSCALE", "GREGORIAN");
        if let Some(method) = self.method {
            lines.plain("METHOD", method.name());
        }
        if let Some(name) = &self.name {
            let mut property = Property::new("NAME", text(name));
            // The crate escapes only what it knows to be text.
            property.add_parameter("VALUE", "TEXT");
            lines.property(property);
            lines.plain("X-WR-CALNAME", text(name));
        }
        if let Some(refresh) = self.refresh {
            let mut property = Property::new("REFRESH-INTERVAL", length(refresh));
            property.add_parameter("VALUE", "DURATION");
            lines.property(property);
            lines.plain("X-PUBLISHED-TTL", length(refresh));
        }
    }

    /// Each zone once, with the first moment that needs it, and the last unless there is none.
    fn zones(&self) -> Result<BTreeMap<String, (Timestamp, Option<Timestamp>)>, CalendarError> {
        let mut zones = BTreeMap::new();
        for event in &self.events {
            let name = event
                .about
                .zone
                .iana_name()
                .ok_or(CalendarError::NamelessZone)?;
            let (from, until) = (event.first()?, event.last()?);
            let span = zones.entry(name.to_owned()).or_insert((from, until));
            span.0 = span.0.min(from);
            span.1 = span.1.zip(until).map(|(one, other)| one.max(other));
        }
        Ok(zones)
    }
}
