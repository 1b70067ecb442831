//! What events mean for the people who look after a patient: the first session attended moves the
//! stage; the first one missed, and an offer that nobody answered or that no mail can tell of, make
//! a task.

use std::sync::Arc;

use async_trait::async_trait;
use wellmet_foundation::Tx;
use wellmet_foundation::events::{ConsumeError, Consumer, EventId, RecordedEvent};
use wellmet_vocabulary::{
    DomainEvent, MembershipId, OfferId, ReferralId, ReferralStage, RegisterId, Verdict, kind,
};

use super::store::tasks;
use super::task::{MadeTask, TaskKind};
use crate::care::Care;
use crate::places::offers;
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
        &[
            kind::ATTENDANCE_FINALISED,
            kind::OFFER_MADE,
            kind::OFFER_EXPIRED,
        ]
    }

    async fn consume(&self, tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError> {
        match DomainEvent::read(event)? {
            DomainEvent::AttendanceFinalised {
                membership,
                register,
                ..
            } => self.follow(tx, event.id, membership, register).await,
            DomainEvent::OfferMade {
                offer, referral, ..
            } => self.to_tell(tx, event.id, offer, referral).await,
            DomainEvent::OfferExpired {
                offer, referral, ..
            } => self.unanswered(tx, offer, referral).await,
            _ => Ok(()),
        }
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
        let Some(referral) = looked_after(tx, seen.referral).await? else {
            return Ok(());
        };
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

    /// Whoever keeps a place for somebody knows that they must tell them. A place that was kept by
    /// itself is told by mail, or else by somebody.
    async fn to_tell(
        &self,
        tx: &mut Tx,
        event: EventId,
        offer: OfferId,
        referral: ReferralId,
    ) -> Result<(), ConsumeError> {
        if !offers::is_untold(tx, offer).await? {
            return Ok(());
        }
        let Some(referral) = looked_after(tx, referral).await? else {
            return Ok(());
        };
        let task = MadeTask {
            kind: TaskKind::OfferToTell,
            organisation: referral.to,
            referral: Some(referral.id),
            assigned_to: referral.assigned_to,
            due_on: None,
            source: event.into(),
        };
        Ok(tasks::make(tx, &self.0.ground, &task).await?)
    }

    /// Somebody should ask the patient, or offer another place. An offer that was withdrawn
    /// because nobody looks for a place any more asks nothing of anybody.
    async fn unanswered(
        &self,
        tx: &mut Tx,
        offer: OfferId,
        referral: ReferralId,
    ) -> Result<(), ConsumeError> {
        if !offers::has_run_out(tx, offer).await? {
            return Ok(());
        }
        let Some(referral) = looked_after(tx, referral).await? else {
            return Ok(());
        };
        let task = MadeTask {
            kind: TaskKind::OfferExpired,
            organisation: referral.to,
            referral: Some(referral.id),
            assigned_to: referral.assigned_to,
            due_on: None,
            source: offer.into(),
        };
        Ok(tasks::make(tx, &self.0.ground, &task).await?)
    }
}

/// The referral, unless it is over.
async fn looked_after(
    tx: &mut Tx,
    referral: ReferralId,
) -> Result<Option<LockedReferral>, ConsumeError> {
    let found = referrals::lock_whoevers(tx, referral).await?;
    Ok(found.filter(|found| !has_ended(found.status)))
}
