//! From an event to the mails it causes: rows of ids, in the transaction that consumes the event.

use async_trait::async_trait;
use uuid::Uuid;
use wellmet_foundation::events::{ConsumeError, Consumer, RecordedEvent};
use wellmet_foundation::{Ground, Hint, Tx};
use wellmet_vocabulary::{
    DomainEvent, MembershipId, OfferId, OrganisationId, PrescriptionId, ReferralId, StaffId, kind,
};

use crate::store::{self, NewMail, Recipient};
use crate::template::Template;

/// The bus topic that wakes the sender.
pub(crate) const WAKE_TOPIC: &str = "mails";

/// Writes the mails that an event causes.
pub(crate) struct WriteMails(pub(crate) Ground);

#[async_trait]
impl Consumer for WriteMails {
    fn name(&self) -> &'static str {
        "mails"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[
            kind::PRESCRIBED,
            kind::REFERRAL_HANDED_ON,
            kind::REFERRAL_REDIRECTED,
            kind::MEMBERSHIP_STARTED,
            kind::OFFER_MADE,
            kind::PATIENT_JOINED,
            kind::ATTENDANCE_FINALISED,
        ]
    }

    async fn consume(&self, tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError> {
        match DomainEvent::read(event)? {
            DomainEvent::Prescribed { to, .. }
            | DomainEvent::ReferralHandedOn { to, .. }
            | DomainEvent::ReferralRedirected { to, .. } => {
                self.referral_arrived(tx, event, to).await?;
            }
            DomainEvent::MembershipStarted { membership, .. } => {
                self.door_link(tx, event, membership).await?;
            }
            DomainEvent::OfferMade {
                offer, referral, ..
            } => self.place_offered(tx, event, offer, referral).await?,
            DomainEvent::PatientJoined { prescription, .. } => {
                let template = Template::PatientJoined;
                self.prescriber(tx, event, template, prescription).await?;
            }
            DomainEvent::AttendanceFinalised { prescription, .. } => {
                let template = Template::AttendanceFinalised;
                self.prescriber(tx, event, template, prescription).await?;
            }
            _ => return Ok(()),
        }
        tx.hint(Hint::new(Uuid::nil(), WAKE_TOPIC));
        Ok(())
    }
}

impl WriteMails {
    async fn referral_arrived(
        &self,
        tx: &mut Tx,
        event: &RecordedEvent,
        to: OrganisationId,
    ) -> Result<(), ConsumeError> {
        for staff in store::link_workers(tx, to).await? {
            let recipient = Recipient::Staff(staff);
            self.write(tx, event, Template::ReferralArrived, to, recipient, None)
                .await?;
        }
        Ok(())
    }

    async fn door_link(
        &self,
        tx: &mut Tx,
        event: &RecordedEvent,
        membership: MembershipId,
    ) -> Result<(), ConsumeError> {
        let organisation = store::organisation_of(tx, membership).await?;
        let organisation = organisation.ok_or_else(|| gone("the membership"))?;
        let recipient = Recipient::Member(membership);
        self.write(tx, event, Template::DoorLink, organisation, recipient, None)
            .await
    }

    async fn place_offered(
        &self,
        tx: &mut Tx,
        event: &RecordedEvent,
        offer: OfferId,
        referral: ReferralId,
    ) -> Result<(), ConsumeError> {
        // A place given back and kept again is the same place, and its link the same link.
        if store::is_told_of(tx, offer).await? {
            return Ok(());
        }
        let organisation = store::responsible_for(tx, referral).await?;
        let organisation = organisation.ok_or_else(|| gone("the referral"))?;
        let (template, recipient) = (Template::PlaceOffered, Recipient::Offered(offer));
        self.write(tx, event, template, organisation, recipient, None)
            .await
    }

    async fn prescriber(
        &self,
        tx: &mut Tx,
        event: &RecordedEvent,
        template: Template,
        prescription: PrescriptionId,
    ) -> Result<(), ConsumeError> {
        let found = store::prescriber_of(tx, prescription).await?;
        let (organisation, staff): (OrganisationId, StaffId) =
            found.ok_or_else(|| gone("the prescription"))?;
        let recipient = Recipient::Staff(staff);
        let consent = Some(prescription);
        self.write(tx, event, template, organisation, recipient, consent)
            .await
    }

    async fn write(
        &self,
        tx: &mut Tx,
        event: &RecordedEvent,
        template: Template,
        organisation: OrganisationId,
        recipient: Recipient,
        prescription: Option<PrescriptionId>,
    ) -> Result<(), ConsumeError> {
        let mail = NewMail {
            id: self.0.id(),
            organisation,
            event: event.id,
            template,
            recipient,
            prescription,
            now: self.0.clock.now(),
        };
        Ok(store::write(tx, &mail).await?)
    }
}

fn gone(what: &str) -> ConsumeError {
    ConsumeError::Refused(format!("{what} of the event is not there"))
}
