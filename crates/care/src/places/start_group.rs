//! Starting a group that is missing, with those invited who look for it.

use wellmet_foundation::Tx;
use wellmet_vocabulary::{DomainEvent, GroupId, ReferralId, ReferralStage, StaffCaller};

use crate::CareError;
use crate::care::Care;
use crate::groups::NewGroup;
use crate::places::demand::{Seeking, Sought};
use crate::places::seat::{Seat, room};
use crate::places::{line, offers, seekers};

/// What became of a group that was missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// The group.
    pub group: GroupId,
    /// How many were offered a place.
    pub invited: usize,
    /// How many wait, because the group has fewer places than people look for it.
    pub waiting: usize,
}

impl Care {
    /// Makes a group, and offers a place to everybody who looks for one of its kind: to those who
    /// have looked longest, while places last; the others wait.
    pub async fn start_group(
        &self,
        caller: &StaffCaller,
        sought: &Sought,
        group: &NewGroup,
    ) -> Result<Started, CareError> {
        let plan = group.checked()?;
        let mut tx = self.ground.db.write().await?;
        let looking = seekers::of_organisation(&mut tx, caller.organisation).await?;
        let group = self.insert_group(&mut tx, caller, &plan).await?;
        let mut suited: Vec<_> = looking.iter().filter(|one| sought.suits(one)).collect();
        // Two who start groups at once lock the same people in the same order.
        suited.sort_by_key(|one| one.referral);
        let mut seats = Vec::new();
        for one in suited {
            if let Some(seat) = self.free_to_be_invited(&mut tx, caller, one, group).await? {
                seats.push((one.since, one.referral, seat));
            }
        }
        seats.sort_by_key(|(since, referral, _)| (*since, *referral));
        let mut started = Started {
            group,
            invited: 0,
            waiting: 0,
        };
        for (_, referral, seat) in seats {
            match room(&mut tx, seat.group, 0).await {
                Ok(()) => {
                    self.keep_place(&mut tx, caller.into(), &seat).await?;
                    started.invited += 1;
                }
                Err(CareError::GroupFull) => {
                    self.put_in_line(&mut tx, caller, referral, &seat).await?;
                    started.waiting += 1;
                }
                Err(error) => return Err(error),
            }
        }
        tx.commit().await?;
        Ok(started)
    }

    /// Locks somebody who looks for a place; nothing when they have found one meanwhile.
    async fn free_to_be_invited(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        one: &Seeking,
        group: GroupId,
    ) -> Result<Option<Seat>, CareError> {
        let seat = self
            .seat(tx, caller.organisation, one.referral, group)
            .await?;
        let looks = seat.must_be_looking(tx).await.is_ok();
        let free = offers::open_of(tx, one.referral).await?.is_none();
        Ok((looks && free).then_some(seat))
    }

    async fn put_in_line(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        referral: ReferralId,
        seat: &Seat,
    ) -> Result<(), CareError> {
        let (id, now) = (self.ground.id(), self.ground.clock.now());
        let group = seat.group.id;
        line::join(tx, id, caller.organisation, group, referral, now).await?;
        let (stage, by) = (ReferralStage::Waitlisted, Some(caller.staff));
        self.place_stage(tx, &seat.referral, stage, by).await?;
        let event = DomainEvent::WaitlistJoined { group, referral };
        self.tell_place(tx, caller.actor(), seat, &event, "referral", referral)
            .await?;
        Ok(())
    }
}
