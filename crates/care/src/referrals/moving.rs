//! A referral comes to stand otherwise, and everybody whom that concerns is told.
//!
//! Invariant: in one transaction the row, its history, the referrals it was handed on from, and
//! the places that end with it agree.

use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{DomainEvent, ReferralStatus, StaffCaller, StaffId, topic};

use super::history::for_receiver;
use super::life::{Side, Step, follow, has_ended, needs_reason, next};
use super::stage;
use super::store::{self, LockedReferral, Noted, NotedKind, Standing};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::caseload::store::tasks;
use crate::caseload::task::{MadeTask, TaskKind};
use crate::form::Form;

/// The longest reason anybody gives.
pub(crate) const LONGEST_REASON: usize = 2_000;

/// So many changes are told one by one; the newest matter most.
const TOLD: usize = 3;

/// What somebody wants to become of a referral, as they entered it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) step: Step,
    pub(crate) reason: Option<&'a str>,
    /// The version their page showed; `None` takes it as it stands.
    pub(crate) seen: Option<i64>,
}

impl Care {
    /// Takes a step that somebody of staff wants, and appends it to the log and the trail.
    /// `referral` is locked, and found on their `side` of it.
    pub(crate) async fn take_step(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        side: Side,
        referral: &LockedReferral,
        wanted: Wanted<'_>,
    ) -> Result<ReferralStatus, CareError> {
        let placed = store::has_place(tx, referral.prescription).await?;
        refuse_stale(tx, referral, wanted.seen).await?;
        let status = next(side, wanted.step, referral.status, placed)?;
        let reason = checked_reason(side, referral.status, wanted)?;
        self.part_with_child(tx, caller, side, referral).await?;
        let to = Standing {
            status,
            stage: stage::after(wanted.step, referral.stage),
        };
        self.stand(tx, referral, to, Some(caller.staff), reason.as_deref())
            .await?;
        if side == Side::Sender {
            self.tell_receiver_cancelled(tx, referral).await?;
        }
        let event = event(referral, wanted.step, to, caller.staff);
        self.tell_step(tx, caller, &event, referral).await?;
        Ok(status)
    }

    /// Writes that `referral` comes to stand as `to`, and lets those it was handed on from follow.
    pub(crate) async fn stand(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        to: Standing,
        by: Option<StaffId>,
        reason: Option<&str>,
    ) -> Result<(), DbError> {
        self.write(tx, referral, to, by, reason).await?;
        if has_ended(to.status) {
            self.end_places(tx, referral).await?;
        }
        self.let_parents_follow(tx, referral, to).await
    }

    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        to: Standing,
        by: Option<StaffId>,
        reason: Option<&str>,
    ) -> Result<(), DbError> {
        let now = self.ground.clock.now();
        store::set_standing(tx, referral.id, to, reason, by, now).await?;
        let kind = if to.status == referral.status {
            NotedKind::Stage
        } else {
            NotedKind::Status
        };
        let noted = Noted {
            kind,
            about: None,
            by,
            reason,
        };
        store::note(tx, &self.ground, referral.id, noted).await?;
        hint(tx, referral);
        Ok(())
    }

    async fn let_parents_follow(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        to: Standing,
    ) -> Result<(), DbError> {
        let (mut child, mut stands) = (referral.clone(), to);
        while let Some(parent) = child.parent {
            let Some(parent) = store::lock_whoevers(tx, parent).await? else {
                return Ok(());
            };
            let undone = matches!(
                stands.status,
                ReferralStatus::Rejected | ReferralStatus::Failed
            );
            if undone && !has_ended(parent.status) {
                self.take_back_undone(tx, &parent, &child).await?;
            }
            let Some(to) = parent_standing(&parent, stands) else {
                return Ok(());
            };
            self.write(tx, &parent, to, None, None).await?;
            (child, stands) = (parent, to);
        }
        Ok(())
    }

    /// The one who handed it on reads of it in the history, and as a task.
    async fn take_back_undone(
        &self,
        tx: &mut Tx,
        parent: &LockedReferral,
        child: &LockedReferral,
    ) -> Result<(), DbError> {
        let noted = Noted {
            kind: NotedKind::CameBack,
            about: Some(child.to.into()),
            by: None,
            reason: None,
        };
        store::touch(tx, parent.id).await?;
        store::note(tx, &self.ground, parent.id, noted).await?;
        let task = MadeTask {
            kind: TaskKind::CameBack,
            organisation: parent.to,
            referral: Some(parent.id),
            assigned_to: parent.assigned_to,
            due_on: None,
            source: child.id.into(),
        };
        tasks::make(tx, &self.ground, &task).await?;
        hint(tx, parent);
        Ok(())
    }

    /// What was handed on answers to another organisation: its sender can only take it back, and
    /// who cancels the whole takes it back with it.
    async fn part_with_child(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        side: Side,
        referral: &LockedReferral,
    ) -> Result<(), CareError> {
        match store::open_child(tx, referral.id).await? {
            None => Ok(()),
            Some(_) if side == Side::Receiver => Err(CareError::HandedOn),
            Some(child) => self.cancel_all(tx, caller, child).await,
        }
    }

    /// Cancels what was handed on, and everything it was handed on as in its turn.
    pub(crate) async fn cancel_all(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        child: LockedReferral,
    ) -> Result<(), CareError> {
        let mut open = Some(child);
        while let Some(child) = open {
            self.cancel_child(tx, caller, &child).await?;
            open = store::open_child(tx, child.id).await?;
        }
        Ok(())
    }

    /// Takes a handed-on referral back: whoever worked on it there reads of it as a task.
    async fn cancel_child(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        child: &LockedReferral,
    ) -> Result<(), CareError> {
        let to = Standing {
            status: next(Side::Sender, Step::Cancel, child.status, false)?,
            stage: child.stage,
        };
        self.write(tx, child, to, Some(caller.staff), None).await?;
        self.end_places(tx, child).await?;
        Ok(self.tell_receiver_cancelled(tx, child).await?)
    }

    /// Makes a task for whoever works on `referral`, which its sender has taken back.
    async fn tell_receiver_cancelled(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
    ) -> Result<(), DbError> {
        let task = MadeTask {
            kind: TaskKind::CancelledBySender,
            organisation: referral.to,
            referral: Some(referral.id),
            assigned_to: referral.assigned_to,
            due_on: None,
            source: referral.id.into(),
        };
        tasks::make(tx, &self.ground, &task).await
    }

    async fn end_places(&self, tx: &mut Tx, referral: &LockedReferral) -> Result<(), DbError> {
        let now = self.ground.clock.now();
        let freed = store::end_memberships(tx, referral.prescription, now).await?;
        for (organisation, group) in freed {
            tx.hint(Hint::new(organisation, topic::GROUPS));
            tx.hint(Hint::new(organisation, topic::group(group)));
        }
        Ok(())
    }

    async fn tell_step(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        event: &DomainEvent,
        referral: &LockedReferral,
    ) -> Result<(), DbError> {
        event.append(tx, &self.ground, caller.organisation).await?;
        // The reason may say something of the patient: it stands in the referral, not in the trail.
        let deed = Deed {
            action: event.kind(),
            subject_kind: "referral",
            subject: referral.id.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await
    }
}

/// Refuses who acts on what has changed since they saw it, and says what.
pub(crate) async fn refuse_stale(
    tx: &mut Tx,
    referral: &LockedReferral,
    seen: Option<i64>,
) -> Result<(), CareError> {
    let Some(seen) = seen.filter(|seen| *seen != referral.version) else {
        return Ok(());
    };
    let changes = store::changes_since(tx, referral.id, seen).await?;
    let first = changes.len().saturating_sub(TOLD);
    let newest = changes.iter().skip(first);
    let told: Vec<_> = newest
        .filter_map(|change| for_receiver(change, "the sender"))
        .collect();
    let told = if told.is_empty() {
        "Somebody changed it.".to_owned()
    } else {
        told.join(" ")
    };
    Err(CareError::ChangedSince(format!(
        "Since you opened this page: {told}"
    )))
}

/// How `parent` stands once its child stands as `child`; `None` when nothing changes.
fn parent_standing(parent: &LockedReferral, child: Standing) -> Option<Standing> {
    let status = follow(parent.status, child.status);
    let stage = match child.status {
        ReferralStatus::InProgress | ReferralStatus::Completed => child.stage,
        _ => parent.stage,
    };
    let to = Standing {
        status: status.unwrap_or(parent.status),
        stage,
    };
    let stood = Standing {
        status: parent.status,
        stage: parent.stage,
    };
    (to != stood && !has_ended(parent.status)).then_some(to)
}

fn checked_reason(
    side: Side,
    status: ReferralStatus,
    wanted: Wanted<'_>,
) -> Result<Option<String>, CareError> {
    let mut form = Form::default();
    let reason = if needs_reason(side, wanted.step, status) {
        let reason = form.required("reason", wanted.reason.unwrap_or_default(), LONGEST_REASON);
        Some(reason)
    } else {
        form.optional("reason", wanted.reason, LONGEST_REASON)
    };
    form.finish()?;
    Ok(reason)
}

fn event(referral: &LockedReferral, step: Step, to: Standing, by: StaffId) -> DomainEvent {
    let (referral, prescription) = (referral.id, referral.prescription);
    match step {
        Step::Accept => DomainEvent::ReferralAccepted {
            referral,
            prescription,
            by,
        },
        Step::Reject => DomainEvent::ReferralRejected {
            referral,
            prescription,
            by,
        },
        _ => DomainEvent::ReferralChanged {
            referral,
            prescription,
            status: to.status,
            stage: to.stage,
            by: Some(by),
        },
    }
}

/// Tells the pages of both sides.
pub(crate) fn hint(tx: &mut Tx, referral: &LockedReferral) {
    tx.hint(Hint::new(referral.to, topic::REFERRALS));
    let sender = match referral.parent {
        Some(_) => topic::REFERRALS.to_owned(),
        None => topic::prescriptions(referral.prescriber),
    };
    tx.hint(Hint::new(referral.from, sender));
}
