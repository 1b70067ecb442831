//! Taking a free place, and keeping one for somebody.
//!
//! Invariant: a group never has more active members and open offers together than its capacity,
//! however many act at once. A referral is locked before a group, by everybody in this order, and
//! what is free is counted after both.

use std::time::Duration;

use wellmet_foundation::audit::{self, Actor, AuditEntry};
use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{
    DomainEvent, GroupId, MembershipId, OfferId, OrganisationId, ReferralId, topic,
};

use crate::CareError;
use crate::care::Care;
use crate::groups::store::{self as groups, LockedGroup};
use crate::places::alias::unique_alias;
use crate::places::by::By;
use crate::places::capacity::free_places;
use crate::places::memberships::NewMembership;
use crate::places::offers::{NewOffer, OfferStatus};
use crate::places::{line, memberships, offers};
use crate::referrals::life::Step;
use crate::referrals::referral::may_be_matched;
use crate::referrals::store::{self as referrals, LockedReferral};

/// How long a place is kept for who was offered it.
const KEPT_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A patient and a group, both locked.
pub(crate) struct Seat {
    pub(crate) referral: LockedReferral,
    pub(crate) group: LockedGroup,
    pub(crate) organisation: OrganisationId,
}

impl Seat {
    /// Refuses a place to who is not looking for one here: the referral is not accepted, or
    /// another organisation answers for the patient.
    pub(crate) async fn must_be_looking(&self, tx: &mut Tx) -> Result<(), CareError> {
        may_be_matched(self.referral.status)?;
        match referrals::open_child(tx, self.referral.id).await? {
            Some(_) => Err(CareError::HandedOn),
            None => Ok(()),
        }
    }
}

impl Care {
    /// Locks a referral that `organisation` received and one of its groups, in this order.
    pub(crate) async fn seat(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        referral: ReferralId,
        group: GroupId,
    ) -> Result<Seat, CareError> {
        let referral = referrals::lock(tx, organisation, referral).await?;
        let referral = referral.ok_or(CareError::NotFound)?;
        let group = groups::lock(tx, organisation, group).await?;
        let group = group.ok_or(CareError::NotFound)?;
        Ok(Seat {
            referral,
            group,
            organisation,
        })
    }

    /// Gives the patient a free place. Who has been in the group before gets their old place and
    /// door link back; whatever else was kept for them, or waited for, is let go.
    pub(crate) async fn take_place(
        &self,
        tx: &mut Tx,
        by: By,
        seat: &Seat,
    ) -> Result<MembershipId, CareError> {
        let now = self.ground.clock.now();
        let (referral, group) = (&seat.referral, seat.group.id);
        if let Some(offer) = offers::open_of(tx, referral.id).await? {
            let status = if offer.group == group {
                OfferStatus::Accepted
            } else {
                OfferStatus::Withdrawn
            };
            offers::set(tx, offer.id, status, by.staff, now).await?;
        }
        room(tx, seat.group, 0).await?;
        let earlier = memberships::ended_in(tx, group, referral.id).await?;
        let (membership, event) = match earlier {
            Some(membership) => {
                memberships::resume(tx, membership).await?;
                (membership, resumed(seat, membership))
            }
            None => {
                let membership = self.new_member(tx, seat).await?;
                (membership, started(seat, membership))
            }
        };
        line::leave_all(tx, referral.id, now).await?;
        self.place_step(tx, referral, Step::Place, by.staff).await?;
        self.tell_place(tx, by.actor, seat, &event, "membership", membership)
            .await?;
        Ok(membership)
    }

    async fn new_member(&self, tx: &mut Tx, seat: &Seat) -> Result<MembershipId, DbError> {
        let taken = memberships::aliases(tx, seat.group.id).await?;
        let membership = NewMembership {
            id: self.ground.id(),
            organisation: seat.organisation,
            group: seat.group.id,
            referral: seat.referral.id,
            prescription: seat.referral.prescription,
            alias: unique_alias(&seat.referral.preferred_name, &taken).into(),
            started_at: self.ground.clock.now(),
        };
        memberships::insert(tx, &membership).await?;
        Ok(membership.id)
    }

    /// Keeps a free place for the patient.
    pub(crate) async fn keep_place(
        &self,
        tx: &mut Tx,
        by: By,
        seat: &Seat,
    ) -> Result<OfferId, CareError> {
        let now = self.ground.clock.now();
        let offer = NewOffer {
            id: self.ground.id(),
            organisation: seat.organisation,
            group: seat.group.id,
            referral: seat.referral.id,
            made_at: now,
            made_by: by.staff,
            expires_at: now + KEPT_FOR,
        };
        offers::insert(tx, &offer).await?;
        let event = DomainEvent::OfferMade {
            offer: offer.id,
            group: offer.group,
            referral: offer.referral,
        };
        self.tell_place(tx, by.actor, seat, &event, "offer", offer.id)
            .await?;
        Ok(offer.id)
    }

    /// Appends what happened with a place, records who did it, and wakes the pages that show it.
    pub(crate) async fn tell_place(
        &self,
        tx: &mut Tx,
        who: Actor,
        seat: &Seat,
        event: &DomainEvent,
        subject_kind: &str,
        subject: impl Into<uuid::Uuid>,
    ) -> Result<(), DbError> {
        event.append(tx, &self.ground, seat.organisation).await?;
        let entry = AuditEntry {
            organisation: seat.organisation.into(),
            actor: who,
            action: event.kind(),
            subject_kind,
            subject: Some(subject.into()),
            reason: None,
            items: None,
        };
        audit::record(tx, &self.ground, &entry).await?;
        tx.hint(Hint::new(seat.organisation, topic::REFERRALS));
        tx.hint(Hint::new(seat.organisation, topic::GROUPS));
        tx.hint(Hint::new(seat.organisation, topic::sessions(seat.group.id)));
        let course = topic::prescriptions(seat.referral.prescriber);
        tx.hint(Hint::new(seat.referral.from, course));
        Ok(())
    }
}

/// Refuses when a locked group has no place free, `held` places being held back.
pub(crate) async fn room(tx: &mut Tx, group: LockedGroup, held: i64) -> Result<(), CareError> {
    let members = memberships::count_active(tx, group.id).await?;
    let offered = offers::count_open(tx, group.id).await?;
    match free_places(group.capacity, members + offered + held) {
        0 => Err(CareError::GroupFull),
        _ => Ok(()),
    }
}

fn started(seat: &Seat, membership: MembershipId) -> DomainEvent {
    DomainEvent::MembershipStarted {
        membership,
        group: seat.group.id,
        referral: seat.referral.id,
        prescription: seat.referral.prescription,
    }
}

fn resumed(seat: &Seat, membership: MembershipId) -> DomainEvent {
    DomainEvent::MembershipResumed {
        membership,
        group: seat.group.id,
        referral: seat.referral.id,
        prescription: seat.referral.prescription,
    }
}
