//! Giving a patient a place in a group.
//!
//! Invariant: a group never has more active members than its capacity, however many link workers
//! match at once. The referral is locked before the group, by everybody in this order.

use wellmet_foundation::{Hint, Pii, Tx};
use wellmet_vocabulary::{
    DomainEvent, GroupId, MembershipId, ReferralId, ReferralStatus, StaffCaller, topic,
};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::groups::store::{self as groups, LockedGroup};
use crate::places::alias::unique_alias;
use crate::places::capacity::free_places;
use crate::places::memberships::{self, NewMembership};
use crate::referrals::referral::may_be_matched;
use crate::referrals::store::{self as referrals, LockedReferral, NewChange};

/// A patient's place in a group.
#[derive(Debug, Clone)]
pub struct Place {
    /// The membership.
    pub membership: MembershipId,
    /// The group.
    pub group: GroupId,
    /// Whose place it is.
    pub patient_name: Pii<String>,
}

impl Care {
    /// Gives the patient of the accepted `referral` a place in `group`.
    pub async fn match_to_group(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        group: GroupId,
    ) -> Result<Place, CareError> {
        let organisation = caller.organisation;
        let mut tx = self.ground.db.write().await?;
        let referral = referrals::lock(&mut tx, organisation, referral).await?;
        let referral = referral.ok_or(CareError::NotFound)?;
        may_be_matched(referral.status)?;
        let group = groups::lock(&mut tx, organisation, group).await?;
        let group = group.ok_or(CareError::NotFound)?;
        let membership = self.take_place(&mut tx, caller, &referral, group).await?;
        self.tell_matched(&mut tx, caller, &referral, group, membership)
            .await?;
        tx.commit().await?;
        Ok(Place {
            membership,
            group: group.id,
            patient_name: referral.full_name,
        })
    }

    async fn take_place(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        referral: &LockedReferral,
        group: LockedGroup,
    ) -> Result<MembershipId, CareError> {
        let members = memberships::count_active(tx, group.id).await?;
        if free_places(group.capacity, members) == 0 {
            return Err(CareError::GroupFull);
        }
        let taken = memberships::aliases(tx, group.id).await?;
        let membership = NewMembership {
            id: self.ground.id(),
            organisation: caller.organisation,
            group: group.id,
            referral: referral.id,
            prescription: referral.prescription,
            alias: unique_alias(&referral.preferred_name, &taken).into(),
            started_at: self.ground.clock.now(),
        };
        memberships::insert(tx, &membership).await?;
        let change = NewChange {
            referral: referral.id,
            status: ReferralStatus::InProgress,
            staff: caller.staff,
            reason: None,
        };
        referrals::set_status(tx, referral.id, change.status).await?;
        referrals::insert_change(tx, &self.ground, &change).await?;
        Ok(membership.id)
    }

    async fn tell_matched(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        referral: &LockedReferral,
        group: LockedGroup,
        membership: MembershipId,
    ) -> Result<(), CareError> {
        let event = DomainEvent::MembershipStarted {
            membership,
            group: group.id,
            referral: referral.id,
            prescription: referral.prescription,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        let deed = Deed {
            action: event.kind(),
            subject_kind: "membership",
            subject: membership.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        tx.hint(Hint::new(caller.organisation, topic::REFERRALS));
        tx.hint(Hint::new(caller.organisation, topic::GROUPS));
        let sessions = topic::sessions(group.id);
        tx.hint(Hint::new(caller.organisation, sessions));
        let course = topic::prescriptions(referral.prescriber);
        tx.hint(Hint::new(referral.from, course));
        Ok(())
    }
}
