//! Leaving a group without guilt, and coming back.

use wellmet_vocabulary::{
    DomainEvent, MembershipId, MembershipStatus, ReferralStatus, StaffCaller,
};

use crate::CareError;
use crate::care::Care;
use crate::places::Place;
use crate::places::memberships;
use crate::referrals::life::Step;

impl Care {
    /// Ends a membership of the caller's organisation: the patient no longer wants to come, and
    /// need not say why. Their referral looks for another group, their attendance stays theirs.
    pub async fn withdraw(
        &self,
        caller: &StaffCaller,
        membership: MembershipId,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = caller.organisation;
        let found = memberships::find(&mut tx, organisation, membership).await?;
        let found = found.ok_or(CareError::NotFound)?;
        let seat = self
            .seat(&mut tx, organisation, found.referral, found.group)
            .await?;
        // Read again: only now does nobody else end it.
        let found = memberships::find(&mut tx, organisation, membership).await?;
        let found = found.ok_or(CareError::NotFound)?;
        if found.status == MembershipStatus::Ended {
            return Ok(());
        }
        memberships::end(&mut tx, membership, self.ground.clock.now()).await?;
        if seat.referral.status == ReferralStatus::InProgress {
            let by = Some(caller.staff);
            self.place_step(&mut tx, &seat.referral, Step::Leave, by)
                .await?;
        }
        let event = DomainEvent::MembershipEnded {
            membership,
            group: found.group,
            referral: found.referral,
            prescription: seat.referral.prescription,
        };
        let who = caller.actor();
        self.tell_place(&mut tx, who, &seat, &event, "membership", membership)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Gives somebody who left their old place back, as long as there is one free, with the same
    /// door link.
    pub async fn come_back(
        &self,
        caller: &StaffCaller,
        membership: MembershipId,
    ) -> Result<Place, CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = caller.organisation;
        let found = memberships::find(&mut tx, organisation, membership).await?;
        let found = found.ok_or(CareError::NotFound)?;
        let seat = self
            .seat(&mut tx, organisation, found.referral, found.group)
            .await?;
        seat.must_be_looking(&mut tx).await?;
        let membership = self.take_place(&mut tx, caller.into(), &seat).await?;
        tx.commit().await?;
        Ok(Place {
            membership,
            group: found.group,
            patient_name: seat.referral.full_name,
        })
    }
}
