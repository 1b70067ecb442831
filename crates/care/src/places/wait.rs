//! Waiting for a place.

use std::time::Duration;

use wellmet_vocabulary::{DomainEvent, GroupId, ReferralId, ReferralStage, StaffCaller};

use crate::CareError;
use crate::care::Care;
use crate::places::line;
use crate::places::line::LeftWhy;

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
        let now = self.ground.clock.now();
        if line::leave(&mut tx, group, referral, LeftWhy::Left, now).await? {
            let event = DomainEvent::WaitlistLeft { group, referral };
            self.tell_place(&mut tx, caller.actor(), &seat, &event, "referral", referral)
                .await?;
        }
        Ok(tx.commit().await?)
    }
}
