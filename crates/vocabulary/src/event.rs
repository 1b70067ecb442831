//! What can happen, as it stands in the event log. Ids only: no name, no reason, no token.

use serde::{Deserialize, Serialize};
use wellmet_foundation::events::{self, ConsumeError, EventId, NewEvent, RecordedEvent};
use wellmet_foundation::{DbError, Ground, Instant, Tx};

use crate::{
    DoorSessionId, GroupId, MembershipId, OfferId, OrganisationId, PatientId, PrescriptionId,
    ReferralId, ReferralStage, ReferralStatus, RegisterId, ScheduleEditId, SeriesId, SessionId,
    StaffId,
};

/// A domain event. Every arrow of the care loop appends one, in the transaction that makes the
/// change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
#[expect(missing_docs, reason = "each field is named by its type")]
pub enum DomainEvent {
    /// A prescriber prescribed, and the referral left for another organisation.
    #[serde(rename = "prescription.prescribed")]
    Prescribed {
        prescription: PrescriptionId,
        patient: PatientId,
        referral: ReferralId,
        to: OrganisationId,
    },
    /// A prescriber changed what was prescribed; what is different stands in its row.
    #[serde(rename = "prescription.changed")]
    PrescriptionChanged {
        prescription: PrescriptionId,
        referral: ReferralId,
        by: StaffId,
    },
    /// The receiving organisation took a referral on.
    #[serde(rename = "referral.accepted")]
    ReferralAccepted {
        referral: ReferralId,
        prescription: PrescriptionId,
        by: StaffId,
    },
    /// The receiving organisation declined a referral; the reason stands in its row.
    #[serde(rename = "referral.rejected")]
    ReferralRejected {
        referral: ReferralId,
        prescription: PrescriptionId,
        by: StaffId,
    },
    /// A referral came to stand otherwise than by being accepted or rejected; the reason stands in
    /// its row. Nobody of staff did it where its child or a register did.
    #[serde(rename = "referral.changed")]
    ReferralChanged {
        referral: ReferralId,
        prescription: PrescriptionId,
        status: ReferralStatus,
        stage: ReferralStage,
        by: Option<StaffId>,
    },
    /// A referral was handed on to another organisation, which now has one of its own.
    #[serde(rename = "referral.handed_on")]
    ReferralHandedOn {
        referral: ReferralId,
        child: ReferralId,
        to: OrganisationId,
        by: StaffId,
    },
    /// A prescriber sent a referral that nobody had decided on to another organisation instead:
    /// `from` has ended, and `referral` is the other's.
    #[serde(rename = "referral.redirected")]
    ReferralRedirected {
        from: ReferralId,
        referral: ReferralId,
        prescription: PrescriptionId,
        to: OrganisationId,
        by: StaffId,
    },
    /// A patient said whether attendance may be shared with the prescriber.
    #[serde(rename = "consent.changed")]
    ConsentChanged {
        prescription: PrescriptionId,
        share_attendance: bool,
    },
    /// A patient was matched to a group.
    #[serde(rename = "membership.started")]
    MembershipStarted {
        membership: MembershipId,
        group: GroupId,
        referral: ReferralId,
        prescription: PrescriptionId,
    },
    /// A patient left a group; the way back stays open.
    #[serde(rename = "membership.ended")]
    MembershipEnded {
        membership: MembershipId,
        group: GroupId,
        referral: ReferralId,
        prescription: PrescriptionId,
    },
    /// A patient who had left a group is back in it.
    #[serde(rename = "membership.resumed")]
    MembershipResumed {
        membership: MembershipId,
        group: GroupId,
        referral: ReferralId,
        prescription: PrescriptionId,
    },
    /// A patient waits for a place in a group.
    #[serde(rename = "waitlist.joined")]
    WaitlistJoined {
        group: GroupId,
        referral: ReferralId,
    },
    /// A patient no longer waits for a place in a group.
    #[serde(rename = "waitlist.left")]
    WaitlistLeft {
        group: GroupId,
        referral: ReferralId,
    },
    /// A place is kept for a patient, by a link worker or because they were first in line.
    #[serde(rename = "offer.made")]
    OfferMade {
        offer: OfferId,
        group: GroupId,
        referral: ReferralId,
    },
    /// A patient took the place kept for them.
    #[serde(rename = "offer.accepted")]
    OfferAccepted {
        offer: OfferId,
        group: GroupId,
        referral: ReferralId,
    },
    /// A patient did not want the place kept for them.
    #[serde(rename = "offer.declined")]
    OfferDeclined {
        offer: OfferId,
        group: GroupId,
        referral: ReferralId,
    },
    /// Nobody answered in time, or nothing was left to answer.
    #[serde(rename = "offer.expired")]
    OfferExpired {
        offer: OfferId,
        group: GroupId,
        referral: ReferralId,
    },
    /// A recurring plan was made and its sessions stand.
    #[serde(rename = "series.scheduled")]
    SeriesScheduled { series: SeriesId, group: GroupId },
    /// A plan that stood was changed: sessions moved, cancelled, added or restored, which stand in
    /// the edit's rows. Once for each edit, whatever its scope.
    #[serde(rename = "schedule.changed")]
    ScheduleChanged {
        edit: ScheduleEditId,
        series: SeriesId,
        group: GroupId,
    },
    /// A facilitator opened the room, or pressed Start without opening it first.
    #[serde(rename = "session.opened")]
    SessionOpened { session: SessionId, group: GroupId },
    /// A facilitator pressed Start: the attendance window begins.
    #[serde(rename = "session.started")]
    SessionStarted {
        session: SessionId,
        group: GroupId,
        at: Instant,
    },
    /// The session ended, by a facilitator (`by`) or by itself.
    #[serde(rename = "session.closed")]
    SessionClosed {
        session: SessionId,
        group: GroupId,
        at: Instant,
        by: Option<StaffId>,
    },
    /// E1: somebody pressed Join behind a door link.
    #[serde(rename = "door.joined")]
    DoorJoined {
        session: SessionId,
        membership: MembershipId,
        door_session: DoorSessionId,
    },
    /// E2: a device is in the waiting room.
    #[serde(rename = "door.waiting")]
    DoorWaiting {
        session: SessionId,
        membership: MembershipId,
        door_session: DoorSessionId,
    },
    /// E3: a facilitator admitted a device.
    #[serde(rename = "door.admitted")]
    DoorAdmitted {
        session: SessionId,
        membership: MembershipId,
        door_session: DoorSessionId,
        by: StaffId,
    },
    /// Somebody left by the Leave button.
    #[serde(rename = "door.left")]
    DoorLeft {
        session: SessionId,
        membership: MembershipId,
        door_session: DoorSessionId,
    },
    /// A facilitator removed a device; the reason stands in its row.
    #[serde(rename = "door.removed")]
    DoorRemoved {
        session: SessionId,
        membership: MembershipId,
        door_session: DoorSessionId,
        by: StaffId,
    },
    /// A door link was revoked, or replaced by a new one.
    #[serde(rename = "door_link.revoked")]
    DoorLinkRevoked { membership: MembershipId },
    /// 30 s of media flowed for this patient within the window: told to the prescriber once.
    #[serde(rename = "patient.joined")]
    PatientJoined {
        session: SessionId,
        membership: MembershipId,
        prescription: PrescriptionId,
    },
    /// A register was confirmed or amended: the outcomes stand.
    #[serde(rename = "attendance.finalised")]
    AttendanceFinalised {
        session: SessionId,
        membership: MembershipId,
        prescription: PrescriptionId,
        register: RegisterId,
        version: i64,
    },
}

impl DomainEvent {
    /// The kind under which the log files it and consumers ask for it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Prescribed { .. } => kind::PRESCRIBED,
            Self::PrescriptionChanged { .. } => kind::PRESCRIPTION_CHANGED,
            Self::ReferralAccepted { .. } => kind::REFERRAL_ACCEPTED,
            Self::ReferralRejected { .. } => kind::REFERRAL_REJECTED,
            Self::ReferralChanged { .. } => kind::REFERRAL_CHANGED,
            Self::ReferralHandedOn { .. } => kind::REFERRAL_HANDED_ON,
            Self::ReferralRedirected { .. } => kind::REFERRAL_REDIRECTED,
            Self::ConsentChanged { .. } => kind::CONSENT_CHANGED,
            Self::MembershipStarted { .. } => kind::MEMBERSHIP_STARTED,
            Self::MembershipEnded { .. } => kind::MEMBERSHIP_ENDED,
            Self::MembershipResumed { .. } => kind::MEMBERSHIP_RESUMED,
            Self::WaitlistJoined { .. } => kind::WAITLIST_JOINED,
            Self::WaitlistLeft { .. } => kind::WAITLIST_LEFT,
            Self::OfferMade { .. } => kind::OFFER_MADE,
            Self::OfferAccepted { .. } => kind::OFFER_ACCEPTED,
            Self::OfferDeclined { .. } => kind::OFFER_DECLINED,
            Self::OfferExpired { .. } => kind::OFFER_EXPIRED,
            Self::SeriesScheduled { .. } => kind::SERIES_SCHEDULED,
            Self::ScheduleChanged { .. } => kind::SCHEDULE_CHANGED,
            Self::SessionOpened { .. } => kind::SESSION_OPENED,
            Self::SessionStarted { .. } => kind::SESSION_STARTED,
            Self::SessionClosed { .. } => kind::SESSION_CLOSED,
            Self::DoorJoined { .. } => kind::DOOR_JOINED,
            Self::DoorWaiting { .. } => kind::DOOR_WAITING,
            Self::DoorAdmitted { .. } => kind::DOOR_ADMITTED,
            Self::DoorLeft { .. } => kind::DOOR_LEFT,
            Self::DoorRemoved { .. } => kind::DOOR_REMOVED,
            Self::DoorLinkRevoked { .. } => kind::DOOR_LINK_REVOKED,
            Self::PatientJoined { .. } => kind::PATIENT_JOINED,
            Self::AttendanceFinalised { .. } => kind::ATTENDANCE_FINALISED,
        }
    }

    /// Records it in `tx` as `organisation`'s, with a delivery for each consumer of its kind.
    pub async fn append(
        &self,
        tx: &mut Tx,
        ground: &Ground,
        organisation: OrganisationId,
    ) -> Result<EventId, DbError> {
        let event = NewEvent {
            organisation: organisation.into(),
            kind: self.kind(),
            payload: self,
        };
        events::append(tx, ground, &event).await
    }

    /// Reads it back, as a consumer receives it.
    pub fn read(recorded: &RecordedEvent) -> Result<Self, ConsumeError> {
        Ok(recorded.decode()?)
    }
}

/// The kinds of domain event.
#[expect(missing_docs, reason = "each stands for the event of its name")]
pub mod kind {
    pub const PRESCRIBED: &str = "prescription.prescribed";
    pub const PRESCRIPTION_CHANGED: &str = "prescription.changed";
    pub const REFERRAL_ACCEPTED: &str = "referral.accepted";
    pub const REFERRAL_REJECTED: &str = "referral.rejected";
    pub const REFERRAL_CHANGED: &str = "referral.changed";
    pub const REFERRAL_HANDED_ON: &str = "referral.handed_on";
    pub const REFERRAL_REDIRECTED: &str = "referral.redirected";
    pub const CONSENT_CHANGED: &str = "consent.changed";
    pub const MEMBERSHIP_STARTED: &str = "membership.started";
    pub const MEMBERSHIP_ENDED: &str = "membership.ended";
    pub const MEMBERSHIP_RESUMED: &str = "membership.resumed";
    pub const WAITLIST_JOINED: &str = "waitlist.joined";
    pub const WAITLIST_LEFT: &str = "waitlist.left";
    pub const OFFER_MADE: &str = "offer.made";
    pub const OFFER_ACCEPTED: &str = "offer.accepted";
    pub const OFFER_DECLINED: &str = "offer.declined";
    pub const OFFER_EXPIRED: &str = "offer.expired";
    pub const SERIES_SCHEDULED: &str = "series.scheduled";
    pub const SCHEDULE_CHANGED: &str = "schedule.changed";
    pub const SESSION_OPENED: &str = "session.opened";
    pub const SESSION_STARTED: &str = "session.started";
    pub const SESSION_CLOSED: &str = "session.closed";
    pub const DOOR_JOINED: &str = "door.joined";
    pub const DOOR_WAITING: &str = "door.waiting";
    pub const DOOR_ADMITTED: &str = "door.admitted";
    pub const DOOR_LEFT: &str = "door.left";
    pub const DOOR_REMOVED: &str = "door.removed";
    pub const DOOR_LINK_REVOKED: &str = "door_link.revoked";
    pub const PATIENT_JOINED: &str = "patient.joined";
    pub const ATTENDANCE_FINALISED: &str = "attendance.finalised";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_in_the_log_is_the_tag_in_the_payload() {
        let event = DomainEvent::DoorLinkRevoked {
            membership: uuid::Uuid::nil().into(),
        };
        let payload = serde_json::to_value(&event).unwrap();
        assert_eq!(payload["kind"], event.kind());
    }
}
