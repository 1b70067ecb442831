//! One session is moved, cancelled or restored, apart from its series.

use wellmet_foundation::Instant;

use super::changes::{Change, Move};
use super::refused::Refused;
use super::standing::{Spell, Standing};
use super::stroke::{Stroke, What};
use super::timetable::Timetable;

/// Further than this from its place in the plan, a date is a slip of the pen.
const FURTHEST_DAYS: i32 = 366;

/// What `change` makes of `session`; `None` when it stays as it is. `others` are the group's other
/// sessions that stand.
pub(crate) fn single(
    timetable: &Timetable,
    session: &Standing,
    others: &[Spell],
    change: &Change,
    now: Instant,
) -> Result<Option<Stroke>, Refused> {
    if let Some(frozen) = session.frozen(now) {
        return Err(frozen);
    }
    match change {
        Change::Move(_) | Change::Cancel { .. } if session.is_cancelled() => {
            Err(Refused::Cancelled)
        }
        Change::Move(to) => moved(timetable, session, others, to, now),
        Change::Cancel { .. } => Ok(Some(Stroke::in_place(session, What::Cancelled))),
        Change::Restore => restored(session, others).map(Some),
    }
}

fn moved(
    timetable: &Timetable,
    session: &Standing,
    others: &[Spell],
    to: &Move,
    now: Instant,
) -> Result<Option<Stroke>, Refused> {
    let was = &session.spell;
    let local = was.local().ok_or(Refused::NotInPlan)?;
    let date = to.date.unwrap_or(local.date());
    let time = to.time.unwrap_or(local.time());
    let length = to.length.unwrap_or(was.ends_at.since(was.starts_at));
    if session
        .recurrence
        .until(date)
        .map_or(FURTHEST_DAYS + 1, |span| span.get_days().abs())
        > FURTHEST_DAYS
    {
        return Err(Refused::field(
            "change.date",
            "Give a date within a year of the session's own.",
        ));
    }
    let spell = timetable
        .spell_at(date, time, length)
        .map_err(|impossible| Refused::field("change.date", impossible.to_string()))?;
    if spell == *was {
        return Ok(None);
    }
    if spell.starts_at <= now {
        return Err(Refused::field(
            field_of(to),
            "This time has passed. Give one still to come.",
        ));
    }
    if let Some(other) = others.iter().find(|other| other.overlaps(&spell)) {
        return Err(Refused::field(field_of(to), taken(other)));
    }
    let by_plan = timetable
        .spell(session.recurrence)
        .is_ok_and(|plan| plan == spell);
    Ok(Some(Stroke {
        session: session.id,
        what: What::Moved,
        was: was.clone(),
        now: spell,
        date,
        moved: !by_plan,
    }))
}

fn restored(session: &Standing, others: &[Spell]) -> Result<Stroke, Refused> {
    if !session.is_cancelled() {
        return Err(Refused::NotCancelled);
    }
    if !session.in_plan {
        return Err(Refused::NotInPlan);
    }
    match others.iter().find(|other| other.overlaps(&session.spell)) {
        Some(other) => Err(Refused::AlreadyMeets(other.local().unwrap_or_default())),
        None => Ok(Stroke::in_place(session, What::Restored)),
    }
}

/// Beside which field a time that cannot be is refused: the one that was entered.
const fn field_of(to: &Move) -> &'static str {
    match (to.date, to.time) {
        (Some(_), _) => "change.date",
        (None, Some(_)) => "change.local_time",
        (None, None) => "change.duration_minutes",
    }
}

fn taken(other: &Spell) -> String {
    Refused::AlreadyMeets(other.local().unwrap_or_default()).to_string()
}
