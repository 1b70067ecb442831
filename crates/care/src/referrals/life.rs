//! The life of a referral (FHIR Task.status as the Gravity SDOH referral has it): who may take
//! which step, and from where.
//!
//! Invariant: every change of a status goes through [`next`]. A referral that has ended stays
//! ended, whoever asks; and only its two organisations may ask at all.

use wellmet_vocabulary::ReferralStatus;
use wellmet_vocabulary::ReferralStatus::{
    Accepted, Cancelled, Completed, Failed, InProgress, OnHold, Rejected, Requested,
};

use crate::CareError;

/// What somebody wants to become of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Take it on.
    Accept,
    /// Decline it.
    Reject,
    /// Let it rest for a while.
    Hold,
    /// Go on with it after a rest.
    Resume,
    /// The patient is given a place.
    Place,
    /// The patient has lost or left the place, and looks for another.
    Leave,
    /// The programme is over, or helped in another way.
    Complete,
    /// It cannot be done after all.
    Fail,
    /// The patient, or who sent it, no longer wants it.
    Cancel,
}

/// On which side of a referral somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The organisation that received it.
    Receiver,
    /// The organisation that sent it.
    Sender,
}

/// What `status` becomes by `step`; `placed` says whether the patient has a place now.
pub(crate) fn next(
    side: Side,
    step: Step,
    status: ReferralStatus,
    placed: bool,
) -> Result<ReferralStatus, CareError> {
    let may = match side {
        Side::Receiver => true,
        Side::Sender => step == Step::Cancel,
    };
    let becomes = match (step, status) {
        (Step::Accept, Requested) => Some(Accepted),
        (Step::Reject, Requested) => Some(Rejected),
        (Step::Hold, Accepted | InProgress) => Some(OnHold),
        (Step::Resume, OnHold) if placed => Some(InProgress),
        (Step::Resume, OnHold) => Some(Accepted),
        (Step::Place, Accepted) => Some(InProgress),
        (Step::Leave, InProgress) => Some(Accepted),
        (Step::Complete, Accepted | InProgress | OnHold) => Some(Completed),
        (Step::Fail, Accepted | InProgress | OnHold) => Some(Failed),
        (Step::Cancel, Requested | Accepted | InProgress | OnHold) => Some(Cancelled),
        _ => None,
    };
    becomes.filter(|_| may).ok_or_else(|| refused(step, status))
}

/// Whether nothing more can become of it.
pub(crate) const fn has_ended(status: ReferralStatus) -> bool {
    matches!(status, Rejected | Completed | Cancelled | Failed)
}

/// Whether `step` from `status` needs a reason that others can read.
///
/// A patient who no longer wants to come need not say why, and a programme that is over speaks
/// for itself; what ends without a group does not.
pub(crate) const fn needs_reason(side: Side, step: Step, status: ReferralStatus) -> bool {
    match step {
        Step::Reject | Step::Hold | Step::Fail => true,
        Step::Complete => matches!(status, Accepted),
        Step::Cancel => matches!(side, Side::Sender),
        Step::Accept | Step::Resume | Step::Place | Step::Leave => false,
    }
}

/// What a referral at `status` becomes when the one it was handed on as comes to stand at
/// `child`; `None` when it stays as it is.
///
/// What comes back undone is the parent's work again. Everything else happens to the patient,
/// and the prescriber reads it of the referral they sent.
pub(crate) fn follow(status: ReferralStatus, child: ReferralStatus) -> Option<ReferralStatus> {
    let becomes = match child {
        Requested => return None,
        Rejected | Failed | Accepted => Accepted,
        InProgress | OnHold | Completed | Cancelled => child,
    };
    (!has_ended(status) && becomes != status).then_some(becomes)
}

fn refused(step: Step, status: ReferralStatus) -> CareError {
    match step {
        Step::Accept | Step::Reject => CareError::AlreadyDecided,
        _ => CareError::NotNow(status),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STATUSES: [ReferralStatus; 8] = [
        Requested, Accepted, Rejected, OnHold, InProgress, Completed, Cancelled, Failed,
    ];
    const STEPS: [Step; 9] = [
        Step::Accept,
        Step::Reject,
        Step::Hold,
        Step::Resume,
        Step::Place,
        Step::Leave,
        Step::Complete,
        Step::Fail,
        Step::Cancel,
    ];

    /// What the receiver may do from each status, to where, for a patient without a place.
    const BY_RECEIVER: &[(ReferralStatus, &[(Step, ReferralStatus)])] = &[
        (
            Requested,
            &[
                (Step::Accept, Accepted),
                (Step::Reject, Rejected),
                (Step::Cancel, Cancelled),
            ],
        ),
        (
            Accepted,
            &[
                (Step::Hold, OnHold),
                (Step::Place, InProgress),
                (Step::Complete, Completed),
                (Step::Fail, Failed),
                (Step::Cancel, Cancelled),
            ],
        ),
        (
            OnHold,
            &[
                (Step::Resume, Accepted),
                (Step::Complete, Completed),
                (Step::Fail, Failed),
                (Step::Cancel, Cancelled),
            ],
        ),
        (
            InProgress,
            &[
                (Step::Hold, OnHold),
                (Step::Leave, Accepted),
                (Step::Complete, Completed),
                (Step::Fail, Failed),
                (Step::Cancel, Cancelled),
            ],
        ),
        (Rejected, &[]),
        (Completed, &[]),
        (Cancelled, &[]),
        (Failed, &[]),
    ];

    #[test]
    fn the_receiver_may_do_what_the_table_says_and_nothing_else() {
        for (status, steps) in BY_RECEIVER {
            for step in STEPS {
                let expected = steps
                    .iter()
                    .find(|(may, _)| *may == step)
                    .map(|(_, to)| *to);
                let found = next(Side::Receiver, step, *status, false).ok();
                assert_eq!(found, expected, "{step:?} from {status:?}");
            }
        }
    }

    #[test]
    fn the_sender_may_only_take_back_what_has_not_ended() {
        for status in STATUSES {
            for step in STEPS {
                let may = next(Side::Sender, step, status, false).is_ok();
                let expected = step == Step::Cancel && !has_ended(status);
                assert_eq!(may, expected, "{step:?} from {status:?}");
            }
        }
    }

    #[test]
    fn who_has_a_place_goes_on_in_it_after_a_rest() {
        let resumed = next(Side::Receiver, Step::Resume, OnHold, true).ok();
        assert_eq!(resumed, Some(InProgress));
    }

    #[test]
    fn what_comes_back_undone_is_open_again_with_who_handed_it_on() {
        assert_eq!(follow(InProgress, Failed), Some(Accepted));
        assert_eq!(follow(Accepted, Rejected), None, "it never moved");
        assert_eq!(follow(OnHold, Accepted), Some(Accepted));
        assert_eq!(follow(Accepted, Completed), Some(Completed));
        assert_eq!(follow(Accepted, Requested), None);
    }

    proptest! {
        #[test]
        fn whatever_people_do_a_referral_that_has_ended_stays_as_it_is(
            steps in prop::collection::vec((0..9_usize, any::<bool>(), any::<bool>()), 0..40)
        ) {
            let mut status = Requested;
            for (step, sent, placed) in steps {
                let side = if sent { Side::Sender } else { Side::Receiver };
                let before = status;
                if let Ok(to) = next(side, STEPS[step], status, placed) {
                    prop_assert!(!has_ended(before), "{before:?} became {to:?}");
                    prop_assert_ne!(to, Requested, "nobody unsends");
                    status = to;
                }
            }
        }

        #[test]
        fn a_parent_that_has_ended_follows_nobody(ended in 0..8_usize, child in 0..8_usize) {
            let (ended, child) = (STATUSES[ended], STATUSES[child]);
            prop_assume!(has_ended(ended));
            prop_assert_eq!(follow(ended, child), None);
        }
    }
}
