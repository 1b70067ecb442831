//! What all events of one series say alike.

use icalendar::Property;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::line::{Lines, address, moment, parameter, text};

/// What an event is, whenever it is.
#[derive(Debug, Clone)]
pub struct About {
    /// The same for ever: by it a calendar knows what an update is of.
    pub uid: String,
    /// Rises with each change.
    pub sequence: u32,
    /// When this was written.
    pub written_at: Timestamp,
    /// The zone by whose clock it is held. It must have a name.
    pub zone: TimeZone,
    /// Of the words (BCP 47).
    pub language: String,
    /// In one line.
    pub summary: String,
    /// In as many as it takes.
    pub description: String,
    /// Where it takes place.
    pub link: Option<Link>,
    /// Who holds it.
    pub organiser: Option<Person>,
    /// Whose calendar this is for. Never anybody beside: files are forwarded.
    pub attendee: Option<Person>,
}

/// An address of the web at which people meet.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address.
    pub uri: String,
    /// What it does.
    pub label: String,
}

/// Somebody with a mail address.
#[derive(Debug, Clone)]
pub struct Person {
    /// The address.
    pub email: String,
    /// How calendars call them, where that may be said.
    pub name: Option<String>,
}

impl About {
    pub(crate) fn write(&self, lines: &mut Lines) {
        lines.plain("UID", text(&self.uid));
        lines.plain("SEQUENCE", self.sequence.to_string());
        lines.plain("DTSTAMP", moment(self.written_at));
        lines.property(self.words("SUMMARY", &self.summary));
        if !self.description.is_empty() {
            lines.property(self.words("DESCRIPTION", &self.description));
        }
        // What people go to is theirs to tell.
        lines.plain("CLASS", "PRIVATE");
        lines.plain("TRANSP", "OPAQUE");
        if let Some(link) = &self.link {
            link.write(lines);
        }
        if let Some(organiser) = &self.organiser {
            lines.property(organiser.property("ORGANIZER"));
        }
        if let Some(attendee) = &self.attendee {
            let mut attendee = attendee.property("ATTENDEE");
            attendee.add_parameter("ROLE", "REQ-PARTICIPANT");
            attendee.add_parameter("PARTSTAT", "NEEDS-ACTION");
            // Nobody reads answers.
            attendee.add_parameter("RSVP", "FALSE");
            lines.property(attendee);
        }
    }

    fn words(&self, name: &str, words: &str) -> Property {
        let mut property = Property::new(name, text(words));
        property.add_parameter("LANGUAGE", &parameter(&self.language));
        property
    }
}

impl Link {
    /// RFC 7986 section 5.11, and `URL` for calendars that are older.
    fn write(&self, lines: &mut Lines) {
        let mut conference = Property::new("CONFERENCE", address(&self.uri));
        conference.add_parameter("VALUE", "URI");
        conference.add_parameter("FEATURE", "VIDEO");
        conference.add_parameter("LABEL", &parameter(&self.label));
        lines.property(conference);
        lines.plain("URL", address(&self.uri));
    }
}

impl Person {
    fn property(&self, name: &str) -> Property {
        let mut property = Property::new(name, format!("mailto:{}", address(&self.email)));
        if let Some(name) = &self.name {
            property.add_parameter("CN", &parameter(name));
        }
        property
    }
}
