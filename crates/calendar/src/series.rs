//! A series: a rule, and what really takes place of it.
//!
//! The meetings are the truth and the rule is how they are said shortly. What the rule has and the meetings lack is
//! an exception; a meeting at another time than the rule's stands instead of the rule's; one on a date the rule does
//! not have is said beside it. So the file is right whatever was moved, cancelled, skipped or edited before.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rrule::RRuleSet;

use crate::line::{local, moment};
use crate::{About, CalendarError, Event, Repeats};

/// A rule is followed no further than this: thirty years of days.
const MOST_DATES: u16 = 11_000;

/// Meetings by a rule on the clock of a zone.
#[derive(Debug, Clone)]
pub struct Series {
    /// What they are.
    pub about: About,
    /// The date the rule counts from; it meets on it.
    pub first_date: Date,
    /// When they start by the rule.
    pub local_time: Time,
    /// How long they last by the rule.
    pub lasts: SignedDuration,
    /// The rule (RFC 5545 RRULE, without `RRULE:`).
    pub rule: String,
    /// Those to be told of, in the order of their dates.
    pub meetings: Vec<Meeting>,
}

/// One meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// Its date by the rule: what names it for ever.
    pub date: Date,
    /// When it really starts.
    pub starts_at: Timestamp,
    /// When it really ends.
    pub ends_at: Timestamp,
    /// It does not take place.
    pub cancelled: bool,
}

impl Series {
    /// The events of its meetings: none if none takes place.
    ///
    /// # Errors
    /// [`CalendarError`] for a rule that cannot be followed, or times beyond all calendars.
    pub fn events(&self) -> Result<Vec<Event>, CalendarError> {
        let kept: Vec<_> = self
            .meetings
            .iter()
            .filter(|meeting| !meeting.cancelled)
            .collect();
        let Some(last) = self.meetings.iter().map(|meeting| meeting.date).max() else {
            return Ok(Vec::new());
        };
        let ruled = self.dates_until(last)?;
        let (by_rule, beside): (Vec<&Meeting>, Vec<&Meeting>) = kept
            .iter()
            .partition(|meeting| ruled.contains(&meeting.date));
        let Some(repeating) = self.repeating(&ruled, &by_rule, &beside)? else {
            return Ok(Vec::new());
        };
        let mut events = vec![repeating];
        for meeting in by_rule {
            events.extend(self.instead(meeting, self.planned(meeting.date)));
        }
        for meeting in beside {
            events.extend(self.instead(meeting, self.really(meeting)));
        }
        Ok(events)
    }

    /// The same series as something that is to be taken out of a calendar.
    pub fn cancellation(&self) -> Result<Vec<Event>, CalendarError> {
        let starts = match self.meetings.first() {
            Some(meeting) => self.planned(meeting.date),
            None => self.planned(self.first_date),
        };
        Ok(vec![Event {
            cancelled: true,
            ..self.event(starts)
        }])
    }

    /// The event from which the others differ. It begins with the first date by the rule that is kept, because
    /// calendars count a first time that is excepted differently.
    fn repeating(
        &self,
        ruled: &BTreeSet<Date>,
        by_rule: &[&Meeting],
        beside: &[&Meeting],
    ) -> Result<Option<Event>, CalendarError> {
        let also: Vec<_> = beside.iter().map(|meeting| self.really(meeting)).collect();
        let (Some(first), Some(last)) = (by_rule.first(), by_rule.last()) else {
            let Some((starts, also)) = also.split_first() else {
                return Ok(None);
            };
            let repeats = Repeats {
                also: also.to_vec(),
                ..Repeats::default()
            };
            return Ok(Some(Event {
                repeats: some(repeats),
                ..self.event(*starts)
            }));
        };
        let kept: BTreeSet<_> = by_rule.iter().map(|meeting| meeting.date).collect();
        // A rule that never ends goes on beyond the last meeting: what is missing until the horizon is an exception.
        let until = (!self.never_ends()).then_some(last.date);
        let within =
            |date: &&Date| **date >= first.date && until.is_none_or(|until| **date <= until);
        let except = ruled
            .iter()
            .filter(within)
            .filter(|date| !kept.contains(date));
        let repeats = Repeats {
            rule: self.rule_until(first.date, until)?,
            except: except.map(|date| self.planned(*date)).collect(),
            also,
        };
        Ok(Some(Event {
            repeats: some(repeats),
            ..self.event(self.planned(first.date))
        }))
    }

    /// What is to be said of a meeting that the calendar would place at `expected`. Those during which the clocks
    /// change are said too: some calendars would find their end on the clock.
    fn instead(&self, meeting: &Meeting, expected: DateTime) -> Option<Event> {
        let lasts = meeting.ends_at.duration_since(meeting.starts_at);
        let event = Event {
            lasts,
            instead_of: Some(expected),
            ..self.event(self.really(meeting))
        };
        let end = meeting.ends_at.to_zoned(self.about.zone.clone()).datetime();
        let as_expected = event.starts == expected
            && lasts == self.lasts
            && expected
                .checked_add(lasts)
                .is_ok_and(|expected| expected == end);
        (!as_expected).then_some(event)
    }

    fn event(&self, starts: DateTime) -> Event {
        Event {
            about: self.about.clone(),
            starts,
            lasts: self.lasts,
            repeats: None,
            instead_of: None,
            cancelled: false,
        }
    }

    fn planned(&self, date: Date) -> DateTime {
        date.to_datetime(self.local_time)
    }

    fn really(&self, meeting: &Meeting) -> DateTime {
        meeting
            .starts_at
            .to_zoned(self.about.zone.clone())
            .datetime()
    }

    fn never_ends(&self) -> bool {
        !self.parts().any(is_end)
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        self.rule
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
    }

    /// The rule without its own end: what takes place says where it ends, because dates that are skipped count in
    /// its COUNT or do not, as the house wants it.
    fn endless(&self) -> String {
        let parts: Vec<_> = self.parts().filter(|part| !is_end(part)).collect();
        parts.join(";").to_ascii_uppercase()
    }

    fn rule_until(
        &self,
        first: Date,
        until: Option<Date>,
    ) -> Result<Option<String>, CalendarError> {
        let endless = self.endless();
        let Some(until) = until else {
            return Ok(Some(endless));
        };
        let at = self
            .about
            .zone
            .to_ambiguous_zoned(self.planned(until))
            .compatible()?;
        Ok((until > first).then(|| format!("{endless};UNTIL={}", moment(at.timestamp()))))
    }

    /// The dates of the rule up to `last`, found on local time told as if it were UTC.
    fn dates_until(&self, last: Date) -> Result<BTreeSet<Date>, CalendarError> {
        let (first, last) = (
            self.planned(self.first_date),
            self.planned(last.max(self.first_date)),
        );
        let text = format!(
            "DTSTART:{}Z\nRRULE:{};UNTIL={}Z",
            local(first),
            self.endless(),
            local(last)
        );
        let set: RRuleSet = text.parse().map_err(|_| CalendarError::Unfollowable)?;
        set.all(MOST_DATES)
            .dates
            .iter()
            .map(|told| {
                Ok(Timestamp::from_second(told.timestamp())?
                    .to_zoned(TimeZone::UTC)
                    .date())
            })
            .collect()
    }
}

fn is_end(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or_default();
    name.eq_ignore_ascii_case("COUNT") || name.eq_ignore_ascii_case("UNTIL")
}

fn some(repeats: Repeats) -> Option<Repeats> {
    let nothing = repeats.rule.is_none() && repeats.except.is_empty() && repeats.also.is_empty();
    (!nothing).then_some(repeats)
}
