//! Offering a patient a place, and writing down what they say.

use wellmet_foundation::Tx;
use wellmet_foundation::audit::Actor;
use wellmet_vocabulary::{
    DomainEvent, GroupId, MembershipId, OfferId, OrganisationId, ReferralId, ReferralStage,
    StaffCaller,
};

use crate::CareError;
use crate::care::Care;
use crate::places::by::By;
use crate::places::line::LeftWhy;
use crate::places::offers::{Offer, OfferStatus};
use crate::places::seat::{Seat, room};
use crate::places::{Place, line, offers};

impl Care {
    /// Keeps a place in `group` for the patient of the accepted `referral` until they answer, for
    /// seven days at most.
    pub async fn offer(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        group: GroupId,
    ) -> Result<OfferId, CareError> {
        let mut tx = self.ground.db.write().await?;
        let seat = self
            .seat(&mut tx, caller.organisation, referral, group)
            .await?;
        seat.must_be_looking(&mut tx).await?;
        if offers::open_of(&mut tx, referral).await?.is_some() {
            return Err(CareError::AlreadyOffered);
        }
        room(&mut tx, seat.group, 0).await?;
        let offer = self.keep_place(&mut tx, caller.into(), &seat).await?;
        tx.commit().await?;
        Ok(offer)
    }

    /// Gives the patient the place that is kept for them, as they said they want it.
    pub async fn accept_offer(
        &self,
        caller: &StaffCaller,
        offer: OfferId,
        version: i64,
    ) -> Result<Place, CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = caller.organisation;
        let (offer, seat) = self
            .offer_as_seen(&mut tx, organisation, offer, version)
            .await?;
        let membership = self
            .give_offered(&mut tx, caller.into(), &offer, &seat)
            .await?;
        tx.commit().await?;
        Ok(Place {
            membership,
            group: offer.group,
            patient_name: seat.referral.full_name,
        })
    }

    /// Gives back the place that was kept: the patient does not want it, and need not say why.
    /// They no longer wait for this group; a moment later the next in line is offered the place.
    pub async fn decline_offer(
        &self,
        caller: &StaffCaller,
        offer: OfferId,
        version: i64,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = caller.organisation;
        let (offer, seat) = self
            .offer_as_seen(&mut tx, organisation, offer, version)
            .await?;
        self.give_back(&mut tx, caller.into(), &offer, &seat)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Keeps the place again that was declined a moment ago, with the place in line, as long as
    /// nobody else has got it.
    pub async fn reopen_offer(
        &self,
        caller: &StaffCaller,
        offer: OfferId,
        version: i64,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = caller.organisation;
        let (offer, seat) = self
            .offer_as_seen(&mut tx, organisation, offer, version)
            .await?;
        self.keep_again(&mut tx, caller.into(), &offer, &seat)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Makes a member of who was offered a place; both are locked.
    pub(super) async fn give_offered(
        &self,
        tx: &mut Tx,
        by: By,
        offer: &Offer,
        seat: &Seat,
    ) -> Result<MembershipId, CareError> {
        must_be(offer.status, OfferStatus::Open)?;
        seat.must_be_looking(tx).await?;
        let event = DomainEvent::OfferAccepted {
            offer: offer.id,
            group: offer.group,
            referral: offer.referral,
        };
        self.tell_place(tx, by.actor, seat, &event, "offer", offer.id)
            .await?;
        self.take_place(tx, by, seat).await
    }

    /// Gives the place back that was kept; offer and seat are locked.
    pub(super) async fn give_back(
        &self,
        tx: &mut Tx,
        by: By,
        offer: &Offer,
        seat: &Seat,
    ) -> Result<(), CareError> {
        must_be(offer.status, OfferStatus::Open)?;
        let now = self.ground.clock.now();
        offers::set(tx, offer.id, OfferStatus::Declined, by.staff, now).await?;
        self.leave_line(tx, by, seat, LeftWhy::Declined).await?;
        let event = DomainEvent::OfferDeclined {
            offer: offer.id,
            group: offer.group,
            referral: offer.referral,
        };
        self.tell_place(tx, by.actor, seat, &event, "offer", offer.id)
            .await?;
        Ok(())
    }

    /// Keeps a place again that was given back; offer and seat are locked.
    pub(super) async fn keep_again(
        &self,
        tx: &mut Tx,
        by: By,
        offer: &Offer,
        seat: &Seat,
    ) -> Result<(), CareError> {
        must_be(offer.status, OfferStatus::Declined)?;
        seat.must_be_looking(tx).await?;
        let now = self.ground.clock.now();
        if offer.expires_at <= now {
            return Err(CareError::OfferClosed);
        }
        if offers::open_of(tx, offer.referral).await?.is_some() {
            return Err(CareError::AlreadyOffered);
        }
        room(tx, seat.group, 0).await?;
        offers::set(tx, offer.id, OfferStatus::Open, None, now).await?;
        if !line::waits(tx, offer.group, offer.referral).await? {
            let (since, why) = (offer.answered_at.unwrap_or(now), LeftWhy::Declined);
            let waits = line::rejoin(tx, offer.group, offer.referral, why, since).await?;
            if waits && seat.referral.stage == ReferralStage::Contacted {
                let stage = ReferralStage::Waitlisted;
                self.place_stage(tx, &seat.referral, stage, by.staff)
                    .await?;
            }
        }
        let event = DomainEvent::OfferMade {
            offer: offer.id,
            group: offer.group,
            referral: offer.referral,
        };
        self.tell_place(tx, by.actor, seat, &event, "offer", offer.id)
            .await?;
        Ok(())
    }

    /// Ends an offer that nobody answered in time, or that nobody is left to answer; leaves one
    /// alone that was answered meanwhile.
    pub(crate) async fn expire_offer(&self, due: &Offer) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let seat = self
            .seat(&mut tx, due.organisation, due.referral, due.group)
            .await?;
        let offer = offers::find(&mut tx, due.organisation, due.id).await?;
        let Some(offer) = offer.filter(|offer| offer.status == OfferStatus::Open) else {
            return Ok(());
        };
        let now = self.ground.clock.now();
        let looking = seat.must_be_looking(&mut tx).await.is_ok();
        let status = match looking {
            true if offer.expires_at > now => return Ok(()),
            true => OfferStatus::Expired,
            false => OfferStatus::Withdrawn,
        };
        offers::set(&mut tx, offer.id, status, None, now).await?;
        if looking {
            self.leave_line(&mut tx, By::WELLMET, &seat, LeftWhy::Expired)
                .await?;
        }
        let event = DomainEvent::OfferExpired {
            offer: offer.id,
            group: offer.group,
            referral: offer.referral,
        };
        self.tell_place(&mut tx, Actor::System, &seat, &event, "offer", offer.id)
            .await?;
        Ok(tx.commit().await?)
    }

    /// An offer of `organisation` at the version its page showed, with its referral and its group
    /// locked.
    pub(super) async fn offer_as_seen(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        id: OfferId,
        version: i64,
    ) -> Result<(Offer, Seat), CareError> {
        let found = offers::find(tx, organisation, id).await?;
        let found = found.ok_or(CareError::NotFound)?;
        let seat = self
            .seat(tx, organisation, found.referral, found.group)
            .await?;
        // Read again: only now does nobody else answer it.
        let offer = offers::find(tx, organisation, id).await?;
        let offer = offer.ok_or(CareError::NotFound)?;
        if offer.version == version {
            Ok((offer, seat))
        } else {
            Err(CareError::OfferClosed)
        }
    }
}

fn must_be(status: OfferStatus, wanted: OfferStatus) -> Result<(), CareError> {
    (status == wanted)
        .then_some(())
        .ok_or(CareError::OfferClosed)
}
