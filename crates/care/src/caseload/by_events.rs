//! What a confirmed register means for the people who look after a patient: the first session
//! attended moves the stage, the first one missed makes a task.

use std::sync::Arc;

use async_trait::async_trait;
use wellmet_foundation::Tx;
use wellmet_foundation::events::{ConsumeError, Consumer, EventId, RecordedEvent};
use wellmet_vocabulary::{DomainEvent, MembershipId, ReferralStage, RegisterId, Verdict, kind};

use super::store::tasks;
use super::task::{MadeTask, TaskKind};
use crate::care::Care;
use crate::referrals::life::has_ended;
use crate::referrals::store::{self as referrals, LockedReferral, Standing};

impl Care {
    /// What it does with events.
    pub fn consumers(&self) -> Vec<Arc<dyn Consumer>> {
        vec![Arc::new(Followed(self.clone()))]
    }
}

/// Follows how patients come to their groups.
struct Followed(Care);

#[async_trait]
impl Consumer for Followed {
    fn name(&self) -> &'static str {
        "care"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[kind::ATTENDANCE_FINALISED]
    }

    async fn consume(&self, tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError> {
        let DomainEvent::AttendanceFinalised {
            membership,
            register,
            ..
        } = DomainEvent::read(event)?
        else {
            return Ok(());
        };
        self.follow(tx, event.id, membership, register).await
    }
}

impl Followed {
    async fn follow(
        &self,
        tx: &mut Tx,
        event: EventId,
        membership: MembershipId,
        register: RegisterId,
    ) -> Result<(), ConsumeError> {
        let Some(seen) = referrals::attendance(tx, membership, register).await? else {
            return Ok(());
        };
        let Some(mut referral) = referrals::lock_whoevers(tx, seen.referral).await? else {
            return Ok(());
        };
        // Who was asked only for a place does not look after the patient; who asked does.
        if let Some(parent) = referral.parent.filter(|_| referral.place_only) {
            let Some(found) = referrals::lock_whoevers(tx, parent).await? else {
                return Ok(());
            };
            referral = found;
        }
        if has_ended(referral.status) {
            return Ok(());
        }
        match seen.verdict {
            Verdict::Attended | Verdict::Partial => self.attended(tx, &referral).await,
            Verdict::NoShow => self.missed(tx, &referral, event, seen.local_date).await,
            _ => Ok(()),
        }
    }

    async fn attended(&self, tx: &mut Tx, referral: &LockedReferral) -> Result<(), ConsumeError> {
        let to = Standing {
            status: referral.status,
            stage: ReferralStage::FirstSessionAttended,
        };
        if referral.stage != to.stage {
            self.0.stand(tx, referral, to, None, None).await?;
        }
        Ok(())
    }

    /// Once for each referral: what the patient says then is the link worker's to follow up.
    async fn missed(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        event: EventId,
        local_date: String,
    ) -> Result<(), ConsumeError> {
        if tasks::ever(tx, referral.id, TaskKind::FirstMissedSession).await? {
            return Ok(());
        }
        let task = MadeTask {
            kind: TaskKind::FirstMissedSession,
            organisation: referral.to,
            referral: Some(referral.id),
            assigned_to: referral.assigned_to,
            due_on: Some(local_date),
            source: event.into(),
        };
        Ok(tasks::make(tx, &self.0.ground, &task).await?)
    }
}
