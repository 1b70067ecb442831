//! What a membership, or a prescription with all its memberships, has come to in sessions.

use std::iter::Sum;

use wellmet_vocabulary::Verdict;

/// So many sessions of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Dose {
    pub(crate) attended: i64,
    pub(crate) partial: i64,
    pub(crate) brief: i64,
    pub(crate) tried: i64,
    /// A no-show.
    pub(crate) missed: i64,
    /// Cancelled, by either side.
    pub(crate) not_counted: i64,
    pub(crate) unknown: i64,
}

impl Dose {
    /// Counts one verdict for each session.
    pub(crate) fn count(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut dose = Self::default();
        for verdict in verdicts {
            *dose.of(verdict) += 1;
        }
        dose
    }

    const fn of(&mut self, verdict: Verdict) -> &mut i64 {
        match verdict {
            Verdict::Attended => &mut self.attended,
            Verdict::Partial => &mut self.partial,
            Verdict::Brief => &mut self.brief,
            Verdict::Tried => &mut self.tried,
            Verdict::NoShow => &mut self.missed,
            Verdict::CancelledByPatient | Verdict::CancelledByProvider => &mut self.not_counted,
            Verdict::Unknown => &mut self.unknown,
        }
    }
}

/// A patient who left one group and got a place in another has been to both.
impl Sum for Dose {
    fn sum<I: Iterator<Item = Self>>(doses: I) -> Self {
        doses.fold(Self::default(), |sum, dose| Self {
            attended: sum.attended + dose.attended,
            partial: sum.partial + dose.partial,
            brief: sum.brief + dose.brief,
            tried: sum.tried + dose.tried,
            missed: sum.missed + dose.missed,
            not_counted: sum.not_counted + dose.not_counted,
            unknown: sum.unknown + dose.unknown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelled_sessions_are_not_counted_and_no_shows_are_missed() {
        let dose = Dose::count([
            Verdict::Attended,
            Verdict::CancelledByPatient,
            Verdict::CancelledByProvider,
            Verdict::NoShow,
            Verdict::Attended,
        ]);
        let expected = Dose {
            attended: 2,
            not_counted: 2,
            missed: 1,
            ..Dose::default()
        };
        assert_eq!(dose, expected);
    }
}
