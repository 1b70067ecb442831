//! The printed invitation: the door link and the next meetings on paper, for people without mail or a
//! smartphone of their own.
//!
//! It names no group and no reason: whoever finds it learns no more than that somebody meets.

use jiff::tz::TimeZone;
use wellmet_foundation::{Instant, Pii};
use wellmet_letter::{Block, Letter, LetterError, Print};
use wellmet_vocabulary::{MembershipId, StaffCaller};

use crate::store::printed::{self, Addressee};
use crate::store::sessions::{self, Meeting, MeetingState};
use crate::{Door, DoorError};

/// How many meetings are printed: more would change before they come.
const MEETINGS: usize = 4;

/// What a printed invitation is made of.
struct Invitation {
    addressee: Addressee,
    today: Instant,
    /// Those to come, the next first.
    meetings: Vec<Meeting>,
    link: String,
}

impl Door {
    /// A membership's invitation as a PDF file, for `caller`, who is recorded as having read the link.
    pub(crate) async fn print_invitation(
        &self,
        caller: &StaffCaller,
        membership: MembershipId,
        print: Print,
    ) -> Result<Vec<u8>, DoorError> {
        let link = self.read_link(caller, membership).await?;
        let mut tx = self.ground.db.read().await?;
        let addressee = printed::addressee(&mut tx, caller.organisation, membership).await?;
        let addressee = addressee.ok_or(DoorError::Unknown)?;
        let all = sessions::of_group(&mut tx, addressee.group).await?;
        let today = self.ground.clock.now();
        let coming = |one: &Meeting| one.state == MeetingState::Scheduled && one.starts_at > today;
        let invitation = Invitation {
            addressee,
            today,
            meetings: all.into_iter().filter(coming).take(MEETINGS).collect(),
            link: link.url,
        };
        Ok(invitation.letter(print).pdf()?)
    }
}

impl Invitation {
    fn letter(&self, print: Print) -> Letter {
        let mut blocks = vec![
            Block::Lines(vec![self.addressee.organisation.clone()]),
            Block::Lines(self.to()),
            paragraph(&format!(
                "Hello {},",
                self.addressee.preferred_name.as_str()
            )),
            paragraph(
                "You have a place in a group that meets by video call. With this letter you come in.",
            ),
            heading("When we meet"),
        ];
        blocks.extend(self.when());
        blocks.extend(self.how());
        Letter {
            title: "Your invitation".to_owned(),
            language: "en".to_owned(),
            print,
            blocks,
        }
    }

    fn to(&self) -> Vec<String> {
        let zone = self.meetings.first().map_or("UTC", |next| &next.zone);
        let date = local(self.today, zone, "%-d %B %Y");
        vec![self.addressee.full_name.as_str().to_owned(), date]
    }

    fn when(&self) -> Vec<Block> {
        let Some((next, later)) = self.meetings.split_first() else {
            return vec![paragraph("We will tell you when the first meeting is.")];
        };
        let minutes = next.ends_at.since(next.starts_at).as_secs() / 60;
        let mut facts = vec![
            fact("Next meeting", in_words(next)),
            fact("How long", format!("{minutes} minutes")),
            fact("Clock", place(&next.zone)),
        ];
        if !later.is_empty() {
            let dates: Vec<String> = later.iter().map(in_words).collect();
            facts.push(fact("After that", dates.join("; ")));
        }
        facts
    }

    fn how(&self) -> Vec<Block> {
        vec![
            heading("How to come in"),
            paragraph(
                "1. Point the camera of a phone or tablet at this square. Or type the line below it into a web browser.",
            ),
            paragraph("2. Open the page that shows up."),
            paragraph("3. When it is time, press Join."),
            Block::Code {
                link: self.link.clone(),
                purpose: "A square code. It opens the same page as the line below.".to_owned(),
            },
            paragraph("It is the same way in every time. You need no account and no password."),
            heading("Please keep this letter to yourself"),
            paragraph(
                "It is made for you alone. If you lose it, tell us. We make a new one, and the old one stops working.",
            ),
        ]
    }
}

fn in_words(meeting: &Meeting) -> String {
    local(meeting.starts_at, &meeting.zone, "%A %-d %B %Y at %H:%M")
}

/// `at` on the clocks of `zone`; on UTC's where this program does not know the zone.
fn local(at: Instant, zone: &str, format: &str) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.to_zoned(zone).strftime(format).to_string()
}

/// Whose clocks a zone's are: the last part of its IANA name.
fn place(zone: &str) -> String {
    let place = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    format!("{place} time")
}

fn heading(text: &str) -> Block {
    Block::Heading(text.to_owned())
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(text.to_owned())
}

fn fact(name: &str, value: String) -> Block {
    Block::Fact {
        name: name.to_owned(),
        value,
    }
}

impl From<LetterError> for DoorError {
    fn from(error: LetterError) -> Self {
        match error {
            LetterError::NoGlyph(text) => Self::Unprintable(Pii::new(text)),
            other => Self::Letter(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;

    use super::*;

    const LINK: &str = "https://meet.example.org/d/abcdefghijklmnopqrstuvwxyz";

    fn meeting(starts_at: &str) -> Meeting {
        let at: jiff::Timestamp = starts_at.parse().unwrap();
        let starts_at = Instant::from_millis(at.as_millisecond());
        Meeting {
            id: Uuid::nil().into(),
            group: Uuid::nil().into(),
            starts_at,
            ends_at: starts_at + Duration::from_secs(45 * 60),
            zone: "America/New_York".to_owned(),
            state: MeetingState::Scheduled,
            closed_at: None,
        }
    }

    fn invitation(meetings: Vec<Meeting>) -> Invitation {
        let addressee = Addressee {
            full_name: "Ada Example".to_owned().into(),
            preferred_name: "Ada".to_owned().into(),
            organisation: "Example Charity".to_owned(),
            group: Uuid::nil().into(),
        };
        Invitation {
            addressee,
            today: meeting("2026-11-02T04:30:00Z").starts_at,
            meetings,
            link: LINK.to_owned(),
        }
    }

    fn words(letter: &Letter) -> Vec<String> {
        let words = |block: &Block| match block {
            Block::Lines(lines) => lines.join(" / "),
            Block::Heading(text) | Block::Paragraph(text) => text.clone(),
            Block::Fact { name, value } => format!("{name}: {value}"),
            Block::Code { link, .. } => link.clone(),
        };
        letter.blocks.iter().map(words).collect()
    }

    #[test]
    fn the_meetings_stand_on_the_clocks_of_the_group_across_a_change_of_them() {
        let meetings = vec![
            meeting("2026-10-28T19:00:00Z"),
            meeting("2026-11-04T20:00:00Z"),
        ];
        let words = words(&invitation(meetings).letter(Print::Standard));
        for expected in [
            "Ada Example / 1 November 2026",
            "Next meeting: Wednesday 28 October 2026 at 15:00",
            "How long: 45 minutes",
            "Clock: New York time",
            "After that: Wednesday 4 November 2026 at 15:00",
            LINK,
        ] {
            assert!(words.iter().any(|line| line == expected), "{expected}");
        }
    }

    #[test]
    fn without_a_meeting_it_says_that_one_will_come() {
        let words = words(&invitation(Vec::new()).letter(Print::Standard));
        assert!(words.contains(&"We will tell you when the first meeting is.".to_owned()));
    }
}
