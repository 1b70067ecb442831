//! The domain's words as types: what every member of the house may say to another.
//!
//! Identifiers first ([`OrganisationId`] to [`MailId`]); then who calls ([`StaffCaller`],
//! [`PatientCaller`]); what can happen ([`DomainEvent`]); how far a referral and a session have
//! come ([`ReferralStatus`], [`SessionState`]); the words of attendance
//! ([`EvidenceLevel`], [`Verdict`]); the door's key ([`DoorKey`]) and the house's address
//! ([`PublicUrl`]); the seam to the media plane ([`MediaPlane`]); and what hints are about
//! ([`topic`]).
//!
//! Invariant: no logic of any member lives here, and no member is known here.

mod caller;
mod door_key;
mod event;
mod ids;
mod media;
mod outcome;
mod public_url;
mod referral;
mod session;
pub mod topic;

pub use caller::{Authenticate, PatientCaller, Role, StaffCaller};
pub use door_key::{DoorKey, door_path, offer_path};
pub use event::{DomainEvent, kind};
pub use ids::*;
pub use media::{
    Flow, MEDIA_TOKEN_LIFE, MediaError, MediaGrant, MediaIdentity, MediaPlane, MediaTicket,
    Participant, RoomChange, RoomEvent, RoomName, TrackKind,
};
pub use outcome::{EvidenceLevel, Verdict};
pub use public_url::{BadPublicUrl, PublicUrl};
pub use referral::{MembershipStatus, ReferralStage, ReferralStatus, Rhythm, Urgency};
pub use session::SessionState;
