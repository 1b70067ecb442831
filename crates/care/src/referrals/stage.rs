//! How far the work on a referral has come, beside its status.

use wellmet_vocabulary::ReferralStage;
use wellmet_vocabulary::ReferralStage::{
    Contacted, Disengaged, FirstSessionAttended, Matched, New, Waitlisted,
};

use super::life::Step;

/// The stage after `step`, for a referral that was at `stage`.
pub(crate) const fn after(step: Step, stage: ReferralStage) -> ReferralStage {
    match step {
        Step::Place => Matched,
        Step::Leave => without_place(stage),
        _ => stage,
    }
}

/// The stage of a patient who had a place, or was to have one, and has none now.
pub(crate) const fn without_place(stage: ReferralStage) -> ReferralStage {
    match stage {
        Matched | FirstSessionAttended => Contacted,
        New | Contacted | Waitlisted | Disengaged => stage,
    }
}

/// The stage of a patient who was spoken with: whoever had gone quiet is back.
pub(crate) const fn when_reached(stage: ReferralStage, placed: bool) -> ReferralStage {
    match stage {
        New => Contacted,
        Disengaged if placed => Matched,
        Disengaged => Contacted,
        Contacted | Waitlisted | Matched | FirstSessionAttended => stage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaking_with_somebody_never_sets_them_back() {
        for stage in [Contacted, Waitlisted, Matched, FirstSessionAttended] {
            assert_eq!(when_reached(stage, false), stage);
        }
        assert_eq!(when_reached(New, false), Contacted);
        assert_eq!(when_reached(Disengaged, true), Matched);
        assert_eq!(when_reached(Disengaged, false), Contacted);
    }

    #[test]
    fn a_place_taken_and_left_moves_the_stage() {
        assert_eq!(after(Step::Place, Waitlisted), Matched);
        assert_eq!(after(Step::Leave, FirstSessionAttended), Contacted);
        assert_eq!(after(Step::Hold, Waitlisted), Waitlisted);
    }
}
