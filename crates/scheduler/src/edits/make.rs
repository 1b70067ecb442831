//! An edit is looked at, or made: one transaction under the group's lock.

use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{DomainEvent, ScheduleEditId, SessionId, StaffCaller, topic};

use super::asked::ScheduleEdit;
use super::changes::Change;
use super::outline::{Outline, SessionChange};
use super::refused::Refused;
use super::single::single;
use super::standing::Standing;
use super::stroke::Stroke;
use super::timetable::Timetable;
use super::words;
use crate::schedule::may_plan;
use crate::store::edits::{self, Lock};
use crate::store::series::{self, StoredSeries};
use crate::{Scheduler, SchedulerError};

/// An edit that can be made, with all that stood when it was thought out.
struct Drafted {
    series: StoredSeries,
    change: Change,
    strokes: Vec<Stroke>,
    people: i64,
}

impl Scheduler {
    /// What `edit` of `session` would do. Nothing is written.
    pub(crate) async fn preview_edit(
        &self,
        caller: &StaffCaller,
        session: SessionId,
        edit: &ScheduleEdit,
    ) -> Result<Outline, SchedulerError> {
        let mut tx = self.ground.db.read().await?;
        let drafted = self.draft(&mut tx, caller, session, edit, Lock::No).await?;
        Ok(drafted.outline(None))
    }

    /// Makes `edit` of `session`, unless it changes nothing.
    pub(crate) async fn edit(
        &self,
        caller: &StaffCaller,
        session: SessionId,
        edit: &ScheduleEdit,
    ) -> Result<Outline, SchedulerError> {
        let mut tx = self.ground.db.write().await?;
        let mut drafted = self
            .draft(&mut tx, caller, session, edit, Lock::Yes)
            .await?;
        if drafted.strokes.is_empty() {
            return Ok(drafted.outline(None));
        }
        drafted.series.sequence += 1;
        let id = self.write(&mut tx, caller, edit, &drafted).await?;
        self.tell_edited(&mut tx, caller, id, &drafted).await?;
        tx.commit().await?;
        Ok(drafted.outline(Some(id)))
    }

    /// Thinks `edit` out on what stands. Under [`Lock::Yes`] what stands stays until the end of
    /// the transaction: the group's lock comes first, as it does for whoever plans, then the
    /// session's own, on which whoever opens it waits.
    async fn draft(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        id: SessionId,
        edit: &ScheduleEdit,
        lock: Lock,
    ) -> Result<Drafted, SchedulerError> {
        let group = edits::group_of(tx, caller.organisation, id).await?;
        let group = group.ok_or(SchedulerError::NotFound)?;
        if lock == Lock::Yes && !series::lock_group(tx, caller.organisation, group).await? {
            return Err(SchedulerError::NotFound);
        }
        if !may_plan(tx, caller, group).await? {
            return Err(SchedulerError::NotAFacilitatorOfTheGroup);
        }
        let change = edit.change.checked()?;
        let (series, standing) = stands(tx, caller, id, lock).await?;
        if series.sequence != edit.version {
            return Err(changed_since(tx, &series, edit.version).await?.into());
        }
        let timetable = Timetable::of(&series).ok_or(SchedulerError::NotFound)?;
        let others = edits::others_of_group(tx, group, id).await?;
        let now = self.ground.clock.now();
        let stroke = single(&timetable, &standing, &others, &change, now)?;
        Ok(Drafted {
            people: edits::count_members(tx, group).await?,
            strokes: stroke.into_iter().collect(),
            series,
            change,
        })
    }

    async fn write(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        edit: &ScheduleEdit,
        drafted: &Drafted,
    ) -> Result<ScheduleEditId, DbError> {
        let now = self.ground.clock.now();
        let made = edits::Made {
            id: self.ground.id(),
            by: caller.staff,
            at: now,
            scope: edit.scope,
            summary: words::sentence(&drafted.strokes),
        };
        edits::insert(tx, &drafted.series, &made).await?;
        edits::raise_sequence(tx, &drafted.series).await?;
        for stroke in &drafted.strokes {
            edits::insert_session(tx, made.id, stroke).await?;
            let reason = match &drafted.change {
                Change::Cancel { reason } => Some(reason.as_str()),
                Change::Move(_) | Change::Restore => None,
            };
            edits::apply(tx, stroke, &made, reason).await?;
        }
        Ok(made.id)
    }

    async fn tell_edited(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        edit: ScheduleEditId,
        drafted: &Drafted,
    ) -> Result<(), DbError> {
        let (series, group) = (drafted.series.id, drafted.series.group_id);
        let event = DomainEvent::ScheduleChanged {
            edit,
            series,
            group,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        let entry = AuditEntry {
            organisation: caller.organisation.into(),
            actor: caller.actor(),
            action: event.kind(),
            subject_kind: "series",
            subject: Some(series.into()),
            reason: None,
            items: i64::try_from(drafted.strokes.len()).ok(),
        };
        audit::record(tx, &self.ground, &entry).await?;
        tx.hint(Hint::new(caller.organisation, topic::sessions(group)));
        tx.hint(Hint::new(caller.organisation, topic::GROUPS));
        for stroke in &drafted.strokes {
            tx.hint(Hint::new(
                caller.organisation,
                topic::session(stroke.session),
            ));
        }
        Ok(())
    }
}

impl Drafted {
    fn outline(&self, edit: Option<ScheduleEditId>) -> Outline {
        let what = words::sentence(&self.strokes);
        let told = words::told(&self.strokes, self.people);
        Outline {
            edit,
            series_id: self.series.id,
            version: self.series.sequence,
            sessions: self.strokes.iter().map(SessionChange::from).collect(),
            people: if self.strokes.is_empty() {
                0
            } else {
                self.people
            },
            sentence: format!("{what} {told}"),
        }
    }
}

/// The session and its series as they stand.
async fn stands(
    tx: &mut Tx,
    caller: &StaffCaller,
    id: SessionId,
    lock: Lock,
) -> Result<(StoredSeries, Standing), SchedulerError> {
    let found = edits::standing(tx, caller.organisation, id, lock).await?;
    let (series, standing) = found.ok_or(SchedulerError::NotFound)?;
    let series = series::find(tx, caller.organisation, series).await?;
    Ok((series.ok_or(SchedulerError::NotFound)?, standing))
}

/// The refusal of a change that was thought out on version `seen`, in words.
async fn changed_since(tx: &mut Tx, series: &StoredSeries, seen: i64) -> Result<Refused, DbError> {
    let since = edits::since(tx, series.id, seen).await?;
    Ok(Refused::ChangedSince(words::changed_since(&since)))
}
