//! Waiting for a place.

use std::time::Duration;

use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{DomainEvent, GroupId, ReferralId, ReferralStage, StaffCaller};

use crate::CareError;
use crate::care::Care;
use crate::places::by::By;
use crate::places::line;
use crate::places::line::LeftWhy;
use crate::places::seat::Seat;

/// Who left a line so short a time ago gets their place in it back.
const UNDO: Duration = Duration::from_secs(60);

impl Care {
    /// Lets the patient of the accepted `referral` wait for a place in `group`. A place that is
    /// free, or becomes so, is offered to them when they are first in line.
    pub async fn wait(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        group: GroupId,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let seat = self
            .seat(&mut tx, caller.organisation, referral, group)
            .await?;
        seat.must_be_looking(&mut tx).await?;
        if !seat.group.takes_waiting {
            return Err(CareError::NotTakingWaiting);
        }
        if line::waits(&mut tx, group, referral).await? {
            return Ok(());
        }
        let now = self.ground.clock.now();
        if !line::rejoin(&mut tx, group, referral, LeftWhy::Left, now - UNDO).await? {
            let id = self.ground.id();
            line::join(&mut tx, id, caller.organisation, group, referral, now).await?;
        }
        let stage = ReferralStage::Waitlisted;
        let by = Some(caller.staff);
        self.place_stage(&mut tx, &seat.referral, stage, by).await?;
        let event = DomainEvent::WaitlistJoined { group, referral };
        self.tell_place(&mut tx, caller.actor(), &seat, &event, "referral", referral)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Takes the patient of `referral` out of the line of `group`; who is not in it stays out.
    pub async fn wait_no_longer(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        group: GroupId,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let seat = self
            .seat(&mut tx, caller.organisation, referral, group)
            .await?;
        let by = caller.into();
        if self.leave_line(&mut tx, by, &seat, LeftWhy::Left).await? {
            let event = DomainEvent::WaitlistLeft { group, referral };
            self.tell_place(&mut tx, caller.actor(), &seat, &event, "referral", referral)
                .await?;
        }
        Ok(tx.commit().await?)
    }

    /// Takes the patient of a locked referral out of a locked group's line; whoever waits nowhere
    /// else is no longer said to. Says whether they were in it.
    pub(super) async fn leave_line(
        &self,
        tx: &mut Tx,
        by: By,
        seat: &Seat,
        why: LeftWhy,
    ) -> Result<bool, DbError> {
        let (referral, now) = (&seat.referral, self.ground.clock.now());
        if !line::leave(tx, seat.group.id, referral.id, why, now).await? {
            return Ok(false);
        }
        let waits_on = line::waits_anywhere(tx, referral.id).await?;
        if referral.stage == ReferralStage::Waitlisted && !waits_on {
            self.place_stage(tx, referral, ReferralStage::Contacted, by.staff)
                .await?;
        }
        Ok(true)
    }
}
