//! Why a group does or does not fit a prescription, in sentences for the link worker who decides.

/// What is known of a group that could take a patient.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) free_places: i64,
    /// Sessions that are not over.
    pub(crate) sessions_ahead: i64,
    pub(crate) facilitators: usize,
    /// Sessions prescribed.
    pub(crate) dose_sessions: i64,
}

impl Candidate {
    /// The reasons, the weightiest first.
    pub(crate) fn reasons(&self) -> Vec<String> {
        let mut reasons = vec![self.about_places(), self.about_sessions()];
        if self.facilitators == 0 {
            reasons.push("Nobody leads it yet.".to_owned());
        }
        reasons
    }

    /// Sorts better groups first: with a place, then with sessions enough, then with some.
    pub(crate) fn rank(&self) -> (bool, bool, bool) {
        let enough = self.sessions_ahead >= self.dose_sessions;
        (self.free_places == 0, !enough, self.sessions_ahead == 0)
    }

    fn about_places(&self) -> String {
        match self.free_places {
            0 => "It is full.".to_owned(),
            1 => "There is 1 free place.".to_owned(),
            places => format!("There are {places} free places."),
        }
    }

    fn about_sessions(&self) -> String {
        let (ahead, dose) = (self.sessions_ahead, self.dose_sessions);
        match ahead {
            0 => "No session is planned yet.".to_owned(),
            1 if dose == 1 => "1 session is ahead, as prescribed.".to_owned(),
            1 => format!("1 session is ahead; {dose} are prescribed."),
            _ if ahead == dose => format!("{ahead} sessions are ahead, as prescribed."),
            _ if dose == 1 => format!("{ahead} sessions are ahead; 1 is prescribed."),
            _ => format!("{ahead} sessions are ahead; {dose} are prescribed."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FITTING: Candidate = Candidate {
        free_places: 8,
        sessions_ahead: 6,
        facilitators: 1,
        dose_sessions: 6,
    };

    #[test]
    fn a_group_that_fits_says_why() {
        assert_eq!(
            FITTING.reasons(),
            [
                "There are 8 free places.",
                "6 sessions are ahead, as prescribed."
            ]
        );
    }

    #[test]
    fn what_is_missing_is_said_too() {
        let empty = Candidate {
            free_places: 1,
            sessions_ahead: 0,
            facilitators: 0,
            ..FITTING
        };
        assert_eq!(
            empty.reasons(),
            [
                "There is 1 free place.",
                "No session is planned yet.",
                "Nobody leads it yet."
            ]
        );
    }

    #[test]
    fn one_session_reads_as_one() {
        let last = Candidate {
            sessions_ahead: 1,
            ..FITTING
        };
        assert_eq!(last.reasons()[1], "1 session is ahead; 6 are prescribed.");
        let once = Candidate {
            dose_sessions: 1,
            ..FITTING
        };
        assert_eq!(once.reasons()[1], "6 sessions are ahead; 1 is prescribed.");
    }

    #[test]
    fn a_full_group_comes_last() {
        let full = Candidate {
            free_places: 0,
            ..FITTING
        };
        let short = Candidate {
            sessions_ahead: 2,
            ..FITTING
        };
        let mut order = [full, short, FITTING];
        order.sort_by_key(Candidate::rank);
        assert_eq!(
            order.map(|c| (c.free_places, c.sessions_ahead)),
            [(8, 6), (8, 2), (0, 6)]
        );
    }
}
