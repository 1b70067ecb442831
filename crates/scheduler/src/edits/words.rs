//! An edit as a sentence for staff: "The session on Tuesday 1 December 2026 at 15:00 moves to
//! Thursday 3 December 2026 at 15:30."

use super::standing::Spell;
use super::stroke::{Stroke, What};
use crate::store::edits::Since;

/// What happens, before it happens.
pub(crate) fn sentence(strokes: &[Stroke]) -> String {
    match strokes {
        [] => "Nothing changes.".to_owned(),
        [only] => of_one(only),
        _ => String::new(),
    }
}

/// How many are told of it.
pub(crate) fn told(strokes: &[Stroke], people: i64) -> String {
    match (strokes, people) {
        ([], _) => "Nobody needs to be told.".to_owned(),
        (_, 0) => "Nobody needs to be told: the group has no members now.".to_owned(),
        (_, 1) => "1 person will be told.".to_owned(),
        (_, people) => format!("{people} people will be told."),
    }
}

/// What a stale editor has missed, the newest first.
pub(crate) fn changed_since(since: &[Since]) -> String {
    if since.is_empty() {
        return "The plan has changed since you opened it. Look at it again.".to_owned();
    }
    let told: Vec<_> = since.iter().map(told_of).collect();
    format!("Since you opened this, {}", told.join(" Before that, "))
}

fn told_of(edit: &Since) -> String {
    let who = edit.by.as_deref().unwrap_or("somebody");
    format!("{who} changed the plan: {}", edit.summary)
}

fn of_one(stroke: &Stroke) -> String {
    let was = at(&stroke.was);
    match stroke.what {
        What::Moved => moved(stroke),
        What::Cancelled => format!("The session on {was} is cancelled."),
        What::Restored => format!("The session on {was} takes place after all."),
    }
}

fn moved(stroke: &Stroke) -> String {
    let (was, now) = (at(&stroke.was), at(&stroke.now));
    let minutes = |spell: &Spell| spell.ends_at.since(spell.starts_at).as_secs() / 60;
    let (before, after) = (minutes(&stroke.was), minutes(&stroke.now));
    let lasts = format!("{after} minutes instead of {before}");
    match (
        stroke.was.starts_at == stroke.now.starts_at,
        before == after,
    ) {
        (true, _) => format!("The session on {was} lasts {lasts}."),
        (false, true) => format!("The session on {was} moves to {now}."),
        (false, false) => format!("The session on {was} moves to {now} and lasts {lasts}."),
    }
}

/// "Tuesday 1 December 2026 at 15:00".
fn at(spell: &Spell) -> String {
    let local = spell.local().unwrap_or_default();
    local.strftime("%A %-d %B %Y at %H:%M").to_string()
}
