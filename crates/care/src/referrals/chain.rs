//! What becomes of a referral concerns those it was handed on from, and those it was handed on as.

use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{ReferralStatus, StaffCaller};

use super::life::{Side, Step, follow, has_ended, next};
use super::moving::hint;
use super::stage;
use super::store::{self, LockedReferral, Noted, NotedKind, Standing};
use crate::CareError;
use crate::care::Care;
use crate::caseload::store::tasks;
use crate::caseload::task::{MadeTask, TaskKind};

impl Care {
    /// Lets the referrals that `referral` was handed on from follow it to `to`; whoever sent them
    /// reads the same reason.
    pub(super) async fn let_parents_follow(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        to: Standing,
        reason: Option<&str>,
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
                self.take_back_undone(tx, &parent, &child, reason).await?;
            }
            let Some(to) = parent_standing(&parent, stands) else {
                return Ok(());
            };
            // Why it came back is for whoever handed it on; those before them only see it go on.
            let why = reason.filter(|_| to.status == stands.status);
            self.write(tx, &parent, to, None, why).await?;
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
        reason: Option<&str>,
    ) -> Result<(), DbError> {
        let noted = Noted {
            kind: NotedKind::CameBack,
            about: Some(child.to.into()),
            by: None,
            reason,
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
    pub(super) async fn part_with_child(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        side: Side,
        referral: &LockedReferral,
        reason: Option<&str>,
    ) -> Result<(), CareError> {
        match store::open_child(tx, referral.id).await? {
            None => Ok(()),
            Some(_) if side == Side::Receiver => Err(CareError::HandedOn),
            Some(child) => self.cancel_all(tx, caller, child, reason).await,
        }
    }

    /// Cancels what was handed on, and everything it was handed on as in its turn.
    pub(super) async fn cancel_all(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        child: LockedReferral,
        reason: Option<&str>,
    ) -> Result<(), CareError> {
        let mut open = Some(child);
        while let Some(child) = open {
            self.cancel_child(tx, caller, &child, reason).await?;
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
        reason: Option<&str>,
    ) -> Result<(), CareError> {
        let to = Standing {
            status: next(Side::Sender, Step::Cancel, child.status, false)?,
            stage: child.stage,
        };
        self.write(tx, child, to, Some(caller.staff), reason)
            .await?;
        self.end_places(tx, child).await?;
        Ok(self.tell_receiver_cancelled(tx, child).await?)
    }

    /// Makes a task for whoever works on `referral`, which its sender has taken back.
    pub(super) async fn tell_receiver_cancelled(
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
}

/// How `parent` stands once its child stands as `child`; `None` when nothing changes.
fn parent_standing(parent: &LockedReferral, child: Standing) -> Option<Standing> {
    use ReferralStatus::{
        Accepted, Cancelled, Completed, Failed, InProgress, OnHold, Rejected, Requested,
    };
    let stage = match child.status {
        InProgress | Completed => child.stage,
        Accepted | Rejected | Failed => stage::without_place(parent.stage),
        Requested | OnHold | Cancelled => parent.stage,
    };
    let to = Standing {
        status: follow(parent.status, child.status).unwrap_or(parent.status),
        stage,
    };
    let stood = Standing {
        status: parent.status,
        stage: parent.stage,
    };
    (to != stood && !has_ended(parent.status)).then_some(to)
}
