//! When a series meets, read from its row.

use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use wellmet_foundation::Instant;

use super::standing::Spell;
use crate::occurrences::{Impossible, in_zone};
use crate::plan::{read_date, read_minutes, read_time, read_zone};
use crate::store::series::StoredSeries;

/// A series' own clock.
#[derive(Debug, Clone)]
pub(crate) struct Timetable {
    pub(crate) time: Time,
    pub(crate) zone: TimeZone,
    pub(crate) zone_name: String,
    pub(crate) length: Duration,
}

impl Timetable {
    /// `None` where a row was not written by us.
    pub(crate) fn of(series: &StoredSeries) -> Option<Self> {
        read_date(&series.first_date).ok()?;
        Some(Self {
            time: read_time(&series.local_time).ok()?,
            zone: read_zone(&series.zone).ok()?,
            zone_name: series.zone.clone(),
            length: read_minutes(series.duration_minutes).ok()?,
        })
    }

    /// When the session of `date` is.
    pub(crate) fn spell(&self, date: Date) -> Result<Spell, Impossible> {
        self.spell_at(date, self.time, self.length)
    }

    /// When a session is that starts on `date` at `time`, on this clock.
    pub(crate) fn spell_at(
        &self,
        date: Date,
        time: Time,
        length: Duration,
    ) -> Result<Spell, Impossible> {
        let starts_at = Instant::from(in_zone(date.to_datetime(time), &self.zone)?.timestamp());
        Ok(Spell {
            starts_at,
            ends_at: starts_at + length,
            zone: self.zone_name.clone(),
        })
    }
}
