//! A session's life: scheduled, preparing, started, closed; or cancelled.
//!
//! Invariant: whatever steps are taken in whatever order, a session opens at most once, starts at
//! most once and closes at most once, in this order. Only the house closes what never started.
//! Taking a step twice changes nothing.

use wellmet_vocabulary::SessionState;

/// What somebody wants of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Open the room, without letting the attendance window begin.
    Prepare,
    /// Press Start: the attendance window begins.
    Start,
    /// End it.
    Close,
    /// Nobody came to start it: the house ends it.
    GiveUp,
}

/// What a step comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) to: SessionState,
    /// The room opens now.
    pub(crate) opens: bool,
    /// The attendance window begins now.
    pub(crate) starts: bool,
    /// The attendance window ends now.
    pub(crate) closes: bool,
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotStarted,
    AlreadyClosed,
    Cancelled,
}

impl Turn {
    const fn none(state: SessionState) -> Self {
        Self {
            to: state,
            opens: false,
            starts: false,
            closes: false,
        }
    }

    /// Whether anything changes.
    pub(crate) const fn is_change(self) -> bool {
        self.opens || self.starts || self.closes
    }
}

/// What `step` comes to in a session that is `state`.
pub(crate) fn turn(state: SessionState, step: Step) -> Result<Turn, Refusal> {
    use SessionState::{Cancelled, Closed, Preparing, Scheduled, Started};
    let none = Turn::none(state);
    match (state, step) {
        (Cancelled, _) => Err(Refusal::Cancelled),
        (Scheduled, Step::Prepare) => Ok(Turn {
            to: Preparing,
            opens: true,
            ..none
        }),
        (Scheduled, Step::Start) => Ok(Turn {
            to: Started,
            opens: true,
            starts: true,
            ..none
        }),
        (Preparing, Step::Start) => Ok(Turn {
            to: Started,
            starts: true,
            ..none
        }),
        (Started, Step::Close) => Ok(Turn {
            to: Closed,
            closes: true,
            ..none
        }),
        (Preparing, Step::GiveUp) => Ok(Turn {
            to: Closed,
            closes: true,
            ..none
        }),
        (Preparing | Started, Step::Prepare)
        | (Started, Step::Start | Step::GiveUp)
        | (Closed, Step::Close | Step::GiveUp) => Ok(none),
        (Scheduled | Preparing, Step::Close) | (Scheduled, Step::GiveUp) => {
            Err(Refusal::NotStarted)
        }
        (Closed, Step::Prepare | Step::Start) => Err(Refusal::AlreadyClosed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use SessionState::{Cancelled, Closed, Preparing, Scheduled, Started};

    #[test]
    fn start_without_preparing_opens_the_room_too() {
        let turn = turn(Scheduled, Step::Start).unwrap();
        assert_eq!((turn.to, turn.opens, turn.starts), (Started, true, true));
    }

    #[test]
    fn a_prepared_room_is_not_opened_again_by_start() {
        let turn = turn(Preparing, Step::Start).unwrap();
        assert_eq!((turn.to, turn.opens, turn.starts), (Started, false, true));
    }

    #[test]
    fn what_never_started_cannot_be_closed() {
        assert_eq!(turn(Scheduled, Step::Close), Err(Refusal::NotStarted));
        assert_eq!(turn(Preparing, Step::Close), Err(Refusal::NotStarted));
    }

    #[test]
    fn a_room_that_was_opened_and_never_started_can_be_given_up() {
        let turn_of = |state| turn(state, Step::GiveUp);
        let given_up = turn_of(Preparing).unwrap();
        assert_eq!(
            (given_up.to, given_up.starts, given_up.closes),
            (Closed, false, true)
        );
        assert!(!turn_of(Started).unwrap().is_change(), "somebody came");
        assert!(!turn_of(Closed).unwrap().is_change());
        assert_eq!(turn_of(Scheduled), Err(Refusal::NotStarted));
    }

    #[test]
    fn what_is_over_stays_over() {
        assert_eq!(turn(Closed, Step::Start), Err(Refusal::AlreadyClosed));
        assert_eq!(turn(Closed, Step::Prepare), Err(Refusal::AlreadyClosed));
        assert!(!turn(Closed, Step::Close).unwrap().is_change());
        assert_eq!(turn(Cancelled, Step::Start), Err(Refusal::Cancelled));
    }

    proptest! {
        #[test]
        fn a_session_opens_starts_and_closes_at_most_once_in_this_order(
            steps in proptest::collection::vec(0_u8..3, 0..20)
        ) {
            let mut state = Scheduled;
            let mut happened = Vec::new();
            for step in steps {
                let step = [Step::Prepare, Step::Start, Step::Close][usize::from(step)];
                let Ok(taken) = turn(state, step) else { continue };
                prop_assert_eq!(taken.is_change(), taken.to != state, "a change is a new state");
                for (happens, what) in [(taken.opens, "opens"), (taken.starts, "starts"), (taken.closes, "closes")] {
                    if happens {
                        happened.push(what);
                    }
                }
                prop_assert!(turn(taken.to, step).is_ok_and(|again| !again.is_change()));
                state = taken.to;
            }
            prop_assert!(["opens", "starts", "closes"].starts_with(&happened));
        }
    }
}
