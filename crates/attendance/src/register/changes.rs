//! What a facilitator may change in a register.

use wellmet_vocabulary::{MembershipId, Verdict};

use crate::error::{BadChange, ChangeFault};

/// The longest reason, in characters.
pub(crate) const LONGEST_REASON: usize = 2_000;

/// A facilitator's word on one member's session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) membership: MembershipId,
    pub(crate) verdict: Verdict,
    /// Why, trimmed.
    pub(crate) reason: String,
}

/// What is wrong with `changes` to a register in which `members` stand.
pub(super) fn faults(changes: &[Change], members: &[MembershipId]) -> Vec<BadChange> {
    changes
        .iter()
        .enumerate()
        .filter_map(|(index, change)| {
            let mut earlier = changes.iter().take(index);
            let twice = earlier.any(|other| other.membership == change.membership);
            let fault = fault(change, members, twice)?;
            Some(BadChange { index, fault })
        })
        .collect()
}

fn fault(change: &Change, members: &[MembershipId], twice: bool) -> Option<ChangeFault> {
    if !members.contains(&change.membership) {
        Some(ChangeFault::UnknownMember)
    } else if twice {
        Some(ChangeFault::Twice)
    } else if change.verdict == Verdict::Unknown {
        Some(ChangeFault::Unknowable)
    } else if change.reason.is_empty() {
        Some(ChangeFault::NoReason)
    } else {
        (change.reason.chars().count() > LONGEST_REASON).then_some(ChangeFault::LongReason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> MembershipId {
        uuid::Uuid::from_u128(1).into()
    }

    fn change(verdict: Verdict, reason: &str) -> Change {
        Change {
            membership: ada(),
            verdict,
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn a_change_needs_a_member_of_the_register_a_verdict_and_a_reason() {
        let good = change(Verdict::Attended, "By telephone.");
        assert_eq!(faults(std::slice::from_ref(&good), &[ada()]), []);
        let faults_of = |changes: &[Change], members: &[MembershipId]| -> Vec<_> {
            faults(changes, members)
                .into_iter()
                .map(|bad| (bad.index, bad.fault))
                .collect()
        };
        assert_eq!(
            faults_of(std::slice::from_ref(&good), &[]),
            [(0, ChangeFault::UnknownMember)]
        );
        let bad = [change(Verdict::Unknown, "?"), good];
        assert_eq!(
            faults_of(&bad, &[ada()]),
            [(0, ChangeFault::Unknowable), (1, ChangeFault::Twice)]
        );
        assert_eq!(
            faults_of(&[change(Verdict::Tried, "")], &[ada()]),
            [(0, ChangeFault::NoReason)]
        );
        let long = change(Verdict::Tried, &"x".repeat(LONGEST_REASON + 1));
        assert_eq!(faults_of(&[long], &[ada()]), [(0, ChangeFault::LongReason)]);
    }
}
