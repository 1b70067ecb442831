//! Which session a door link opens now. The patient never chooses: the link is the same every week.
//!
//! Invariant: a closed or cancelled session is never chosen, and a started one always is.

use std::time::Duration;

use wellmet_foundation::Instant;

use crate::store::sessions::{Meeting, MeetingState};

/// How long before its start the waiting room of a session opens.
pub(crate) const WAITING_ROOM_OPENS: Duration = Duration::from_secs(15 * 60);

/// How long before its start somebody who comes is early, rather than between two sessions.
pub(crate) const EARLY: Duration = Duration::from_secs(60 * 60);

/// What a door link opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A facilitator pressed Start.
    Started(Meeting),
    /// The waiting room is open.
    Open(Meeting),
    /// The waiting room of this session opens soon.
    Early(Meeting),
    /// No session now: the next one, if one is scheduled.
    Between(Option<Meeting>),
    /// Every session has taken place.
    Over,
}

impl Choice {
    /// The session that can be entered now.
    pub(crate) fn entered(&self) -> Option<&Meeting> {
        match self {
            Self::Started(meeting) | Self::Open(meeting) => Some(meeting),
            Self::Early(_) | Self::Between(_) | Self::Over => None,
        }
    }

    /// The session that somebody who presses Join now means.
    pub(crate) fn meant(&self) -> Option<&Meeting> {
        match self {
            Self::Early(meeting) => Some(meeting),
            _ => self.entered(),
        }
    }

    /// The session to tell the patient about.
    pub(crate) fn told(&self) -> Option<&Meeting> {
        match self {
            Self::Between(meeting) => meeting.as_ref(),
            _ => self.meant(),
        }
    }
}

/// Chooses among all sessions of a group.
pub(crate) fn choose(now: Instant, meetings: &[Meeting]) -> Choice {
    if let Some(meeting) = latest_in(meetings, MeetingState::Started) {
        return Choice::Started(meeting.clone());
    }
    if let Some(meeting) = latest_in(meetings, MeetingState::Preparing) {
        return Choice::Open(meeting.clone());
    }
    match next(now, meetings) {
        Some(meeting) if now >= meeting.starts_at - WAITING_ROOM_OPENS => {
            Choice::Open(meeting.clone())
        }
        Some(meeting) if now >= meeting.starts_at - EARLY => Choice::Early(meeting.clone()),
        Some(meeting) => Choice::Between(Some(meeting.clone())),
        None if meetings.is_empty() => Choice::Between(None),
        None => Choice::Over,
    }
}

/// The latest wins: an earlier one in the same state was forgotten open.
fn latest_in(meetings: &[Meeting], state: MeetingState) -> Option<&Meeting> {
    let in_state = meetings.iter().filter(|meeting| meeting.state == state);
    in_state.max_by_key(|meeting| (meeting.starts_at, meeting.id))
}

/// The first scheduled session that has not run out unopened.
fn next(now: Instant, meetings: &[Meeting]) -> Option<&Meeting> {
    let ahead = meetings
        .iter()
        .filter(|meeting| meeting.state == MeetingState::Scheduled && meeting.ends_at > now);
    ahead.min_by_key(|meeting| (meeting.starts_at, meeting.id))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::meeting;

    const MINUTE: i64 = 60_000;

    fn at(minutes: i64) -> Instant {
        Instant::from_millis(minutes * MINUTE)
    }

    #[test]
    fn the_waiting_room_opens_fifteen_minutes_before_the_start() {
        let next = meeting(1, at(1_000), MeetingState::Scheduled);
        let meetings = [next.clone()];
        assert_eq!(
            choose(at(939), &meetings),
            Choice::Between(Some(next.clone()))
        );
        assert_eq!(choose(at(940), &meetings), Choice::Early(next.clone()));
        assert_eq!(choose(at(984), &meetings), Choice::Early(next.clone()));
        assert_eq!(choose(at(985), &meetings), Choice::Open(next.clone()));
        assert_eq!(choose(at(1_059), &meetings), Choice::Open(next));
        assert_eq!(choose(at(1_060), &meetings), Choice::Over);
    }

    #[test]
    fn a_session_opened_early_is_open_however_early() {
        let opened = meeting(1, at(1_000), MeetingState::Preparing);
        let choice = choose(at(0), std::slice::from_ref(&opened));
        assert_eq!(choice, Choice::Open(opened));
    }

    #[test]
    fn an_overrun_session_stays_started_until_it_is_closed() {
        let overrun = meeting(1, at(0), MeetingState::Started);
        let next = meeting(2, at(100), MeetingState::Scheduled);
        let meetings = [overrun.clone(), next];
        assert_eq!(choose(at(95), &meetings), Choice::Started(overrun));
    }

    #[test]
    fn a_group_without_a_series_is_between_sessions() {
        assert_eq!(choose(at(0), &[]), Choice::Between(None));
    }

    fn any_state() -> impl Strategy<Value = MeetingState> {
        prop_oneof![
            Just(MeetingState::Scheduled),
            Just(MeetingState::Preparing),
            Just(MeetingState::Started),
            Just(MeetingState::Closed),
            Just(MeetingState::Cancelled),
        ]
    }

    fn any_meetings() -> impl Strategy<Value = Vec<Meeting>> {
        proptest::collection::vec((0..3_000_i64, any_state()), 0..8).prop_map(|rows| {
            let numbered = rows.into_iter().enumerate();
            numbered
                .map(|(n, (start, state))| meeting(n as u128, at(start), state))
                .collect()
        })
    }

    proptest! {
        #[test]
        fn the_choice_is_one_of_the_groups_and_neither_closed_nor_cancelled(
            now in 0..3_000_i64, meetings in any_meetings(),
        ) {
            let choice = choose(at(now), &meetings);
            if let Some(told) = choice.told() {
                prop_assert!(meetings.contains(told));
                prop_assert!(!matches!(told.state, MeetingState::Closed | MeetingState::Cancelled));
            }
        }

        #[test]
        fn a_started_session_is_always_the_one_that_opens(
            now in 0..3_000_i64, meetings in any_meetings(),
        ) {
            let started = meetings.iter().any(|m| m.state == MeetingState::Started);
            let chosen = matches!(choose(at(now), &meetings), Choice::Started(_));
            prop_assert_eq!(started, chosen);
        }

        #[test]
        fn a_scheduled_session_is_entered_only_from_fifteen_minutes_before_to_its_end(
            now in 0..3_000_i64, meetings in any_meetings(),
        ) {
            let choice = choose(at(now), &meetings);
            if let Some(entered) = choice.entered().filter(|m| m.state == MeetingState::Scheduled) {
                prop_assert!(at(now) >= entered.starts_at - WAITING_ROOM_OPENS);
                prop_assert!(at(now) < entered.ends_at);
            }
        }

        #[test]
        fn the_order_of_the_rows_decides_nothing(
            now in 0..3_000_i64, meetings in any_meetings(),
        ) {
            let mut reversed = meetings.clone();
            reversed.reverse();
            prop_assert_eq!(choose(at(now), &meetings), choose(at(now), &reversed));
        }
    }
}
