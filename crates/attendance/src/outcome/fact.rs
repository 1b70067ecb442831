//! One fact about one person in one session.

use wellmet_foundation::Instant;
use wellmet_vocabulary::{EvidenceId, EvidenceLevel, MembershipId, StaffId, Verdict};

use super::Interval;

/// Somebody who can be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Person {
    /// A patient, by membership.
    Member(MembershipId),
    /// Somebody of the staff: a facilitator.
    Staff(StaffId),
}

/// What was seen of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// Of whom.
    pub person: Person,
    /// What was seen.
    pub proof: Proof,
}

/// What a fact proves, by its evidence level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// E0: they were invited.
    Invited,
    /// E1 to E4: how far they came, and when.
    Reached(Step, Instant),
    /// They left the waiting room without having been admitted.
    StoppedWaiting(Instant),
    /// E5: media flowed.
    Media(Interval),
    /// We lost sight of somebody who was present: a crash, a lost node. Credited to nobody.
    Lost(Interval),
    /// E6: they spoke.
    TookPart(Instant),
    /// E7: a facilitator says what it came to.
    Attested(Attestation),
    /// They said beforehand that they cannot come.
    CannotCome,
}

/// A step on the way into the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// E1: pressed Join.
    Joined,
    /// E2: in the waiting room.
    Waiting,
    /// E3: admitted.
    Admitted,
    /// E4: ICE and DTLS are up.
    Connected,
}

impl Step {
    /// The step an evidence level stands for; `None` for levels that are no step.
    pub const fn of(level: EvidenceLevel) -> Option<Self> {
        match level {
            EvidenceLevel::E1 => Some(Self::Joined),
            EvidenceLevel::E2 => Some(Self::Waiting),
            EvidenceLevel::E3 => Some(Self::Admitted),
            EvidenceLevel::E4 => Some(Self::Connected),
            EvidenceLevel::E0 | EvidenceLevel::E5 | EvidenceLevel::E6 | EvidenceLevel::E7 => None,
        }
    }
}

/// A facilitator's word on one person's session. The reason stands in its row, not here: it is
/// free text and may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attestation {
    /// When; the newest counts.
    pub at: Instant,
    /// By which row; it decides between two of the same millisecond.
    pub evidence: EvidenceId,
    /// By whom.
    pub by: StaffId,
    /// To what.
    pub verdict: Verdict,
}
