//! A change whose every field can be used as it is.

use std::time::Duration;

use jiff::civil::{Date, Time};

use super::asked::ScheduleChange;
use crate::SchedulerError;
use crate::form::Form;
use crate::plan::{read_date, read_minutes, read_time};

const LONGEST_REASON: usize = 500;

/// What is to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Move(Move),
    Cancel { reason: String },
    Restore,
}

/// What is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) date: Option<Date>,
    pub(crate) time: Option<Time>,
    pub(crate) length: Option<Duration>,
}

impl ScheduleChange {
    /// The change, when nothing is wrong with its fields.
    pub(crate) fn checked(&self) -> Result<Change, SchedulerError> {
        let mut form = Form::default();
        let change = match self {
            Self::Move {
                date,
                local_time,
                duration_minutes,
            } => Change::Move(Move {
                date: form.maybe("change.date", date.as_deref().map(read_date)),
                time: form.maybe("change.local_time", local_time.as_deref().map(read_time)),
                length: form.maybe(
                    "change.duration_minutes",
                    duration_minutes.map(read_minutes),
                ),
            }),
            Self::Cancel { reason } => Change::Cancel {
                reason: form
                    .take("change.reason", read_reason(reason))
                    .unwrap_or_default(),
            },
            Self::Restore => Change::Restore,
        };
        form.finish()?;
        Ok(change)
    }
}

fn read_reason(text: &str) -> Result<String, String> {
    let text = text.trim();
    // PostgreSQL stores no NUL, and nobody means to enter any control character but a line break.
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.is_empty() {
        Err("Say why, for your colleagues. Members are not told the reason.".to_owned())
    } else if text.chars().count() > LONGEST_REASON {
        Err(format!("Use at most {LONGEST_REASON} characters."))
    } else if text.chars().any(strange) {
        Err("This holds a character that cannot be shown.".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
