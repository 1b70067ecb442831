//! When a group meets, as somebody looking for a time of the week asks.

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of the week.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema, sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum TimeBand {
    /// Begins before 12:00.
    Morning,
    /// Begins from 12:00 on.
    Afternoon,
    /// Begins from 17:00 on.
    Evening,
    /// On a Saturday or a Sunday.
    Weekend,
}

impl TimeBand {
    /// As it is stored.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Evening => "evening",
            Self::Weekend => "weekend",
        }
    }

    /// As it ends a sentence: "It meets in the evening."
    pub(crate) const fn spoken(self) -> &'static str {
        match self {
            Self::Morning => "in the morning",
            Self::Afternoon => "in the afternoon",
            Self::Evening => "in the evening",
            Self::Weekend => "at the weekend",
        }
    }
}

/// The parts of the week in which a plan's sessions are, from its first day (`2026-12-01`) and its
/// local time (`15:00`): the time of day first. Nothing for what cannot be read.
pub(crate) fn bands(first_date: &str, local_time: &str) -> Vec<TimeBand> {
    let time_of_day = match local_time {
        time if time < "12:00" => TimeBand::Morning,
        time if time < "17:00" => TimeBand::Afternoon,
        _ => TimeBand::Evening,
    };
    let Ok(first) = first_date.parse::<Date>() else {
        return Vec::new();
    };
    let mut bands = vec![time_of_day];
    if matches!(first.weekday(), Weekday::Saturday | Weekday::Sunday) {
        bands.push(TimeBand::Weekend);
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_three_parts_and_a_week_an_end() {
        assert_eq!(bands("2026-12-01", "11:59"), [TimeBand::Morning]);
        assert_eq!(bands("2026-12-01", "12:00"), [TimeBand::Afternoon]);
        assert_eq!(bands("2026-12-01", "17:00"), [TimeBand::Evening]);
        let saturday = [TimeBand::Evening, TimeBand::Weekend];
        assert_eq!(bands("2026-12-05", "19:00"), saturday);
        assert!(bands("someday", "19:00").is_empty());
    }
}
