//! Planning when a group meets.

use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{DomainEvent, GroupId, Role, SeriesId, SessionId, StaffCaller, topic};

use crate::clash::first_clash;
use crate::form::Form;
use crate::plan::{Meeting, NewSeries, Plan};
use crate::store::{series, sessions};
use crate::{Scheduler, SchedulerError};

/// What a plan brought into being.
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// The plan.
    pub series: SeriesId,
    /// Its sessions, the first first.
    pub sessions: Vec<SessionId>,
}

impl Scheduler {
    /// Plans when `group` of the caller's organisation meets: the series and all its sessions, in
    /// one transaction. A facilitator who is no link worker plans only for a group they lead.
    pub async fn schedule(
        &self,
        caller: &StaffCaller,
        group: GroupId,
        series: &NewSeries,
    ) -> Result<Scheduled, SchedulerError> {
        let plan = series.checked()?;
        let mut tx = self.ground.db.write().await?;
        if !series::lock_group(&mut tx, caller.organisation, group).await? {
            return Err(SchedulerError::NotFound);
        }
        if !may_plan(&mut tx, caller, group).await? {
            return Err(SchedulerError::NotAFacilitatorOfTheGroup);
        }
        let taken = sessions::taken(&mut tx, group, &plan.meetings).await?;
        if let Some(meeting) = first_clash(&plan.meetings, &taken) {
            return Err(already_meets(meeting));
        }
        let scheduled = self.insert_all(&mut tx, caller, group, &plan).await?;
        self.tell_scheduled(&mut tx, caller, group, scheduled.series)
            .await?;
        tx.commit().await?;
        Ok(scheduled)
    }

    async fn insert_all(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        group: GroupId,
        plan: &Plan,
    ) -> Result<Scheduled, DbError> {
        let place = series::Place {
            series: self.ground.id(),
            group,
            organisation: caller.organisation,
        };
        series::insert(tx, place, caller.staff, plan, self.ground.clock.now()).await?;
        let mut ids = Vec::with_capacity(plan.meetings.len());
        for meeting in &plan.meetings {
            let id: SessionId = self.ground.id();
            sessions::insert(tx, id, place, &plan.zone, meeting).await?;
            ids.push(id);
        }
        Ok(Scheduled {
            series: place.series,
            sessions: ids,
        })
    }

    async fn tell_scheduled(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        group: GroupId,
        series: SeriesId,
    ) -> Result<(), DbError> {
        let event = DomainEvent::SeriesScheduled { series, group };
        event.append(tx, &self.ground, caller.organisation).await?;
        let entry = AuditEntry {
            organisation: caller.organisation.into(),
            actor: caller.actor(),
            action: event.kind(),
            subject_kind: "series",
            subject: Some(series.into()),
            reason: None,
            items: None,
        };
        audit::record(tx, &self.ground, &entry).await?;
        tx.hint(Hint::new(caller.organisation, topic::sessions(group)));
        tx.hint(Hint::new(caller.organisation, topic::GROUPS));
        Ok(())
    }
}

/// Whether `caller` decides when `group` meets.
pub(crate) async fn may_plan(
    tx: &mut Tx,
    caller: &StaffCaller,
    group: GroupId,
) -> Result<bool, DbError> {
    Ok(
        caller.roles.contains(&Role::LinkWorker)
            || sessions::leads(tx, group, caller.staff).await?,
    )
}

fn already_meets(meeting: Meeting) -> SchedulerError {
    let mut form = Form::default();
    let date = meeting.local_date.strftime("%-d %B %Y");
    form.refuse(
        "first_date",
        format!("The group already meets at this time on {date}."),
    );
    form.refusal()
}
