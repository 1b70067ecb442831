//! Where a device stands: a pure function of the session that is chosen and of its visits.

use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::Instant;

use crate::choice::Choice;
use crate::store::sessions::Meeting;
use crate::store::visits::{VisitRow, VisitRowState};

/// How long after its close a session is said to have ended; later there is just no session.
const ENDED_IS_SAID: Duration = Duration::from_secs(2 * 60 * 60);

/// Where a patient's device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VisitState {
    /// No session now.
    NoSession,
    /// Not in the waiting room yet: it has not opened, or this device has not entered it.
    Early,
    /// In the waiting room.
    Waiting,
    /// May be in the room.
    Admitted,
    /// A facilitator ended this visit.
    Removed,
    /// The session is over.
    Ended,
    /// A newer tab took over. Only a page knows this of itself, by the live stream's `replaced`.
    #[expect(
        dead_code,
        reason = "part of the pages' vocabulary; two tabs share one cookie, so no answer can say it"
    )]
    Replaced,
    /// Left by the button; may come back.
    Left,
}

/// Where a device stands, and in which session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) state: VisitState,
    pub(crate) meeting: Option<Meeting>,
    /// Whether entering would change anything now.
    pub(crate) may_enter: bool,
}

/// Judges from what is chosen `now`, all meetings of the group, and the device's own visits.
pub(crate) fn standing(
    now: Instant,
    choice: &Choice,
    meetings: &[Meeting],
    visits: &[VisitRow],
) -> Standing {
    if let Some(meeting) = choice.entered() {
        let visit = visits.iter().find(|visit| visit.session == meeting.id);
        let state = visit.map_or(VisitState::Early, |visit| visit.state.into());
        return Standing {
            state,
            meeting: Some(meeting.clone()),
            may_enter: matches!(state, VisitState::Early | VisitState::Left),
        };
    }
    let (state, meeting) = match (choice, just_ended(now, meetings, visits)) {
        (Choice::Early(next), _) => (VisitState::Early, Some(next)),
        (_, Some(ended)) => (VisitState::Ended, Some(ended)),
        (other, None) => (VisitState::NoSession, other.told()),
    };
    Standing {
        state,
        meeting: meeting.cloned(),
        may_enter: false,
    }
}

/// The session this device visited that closed a little while ago.
fn just_ended<'a>(
    now: Instant,
    meetings: &'a [Meeting],
    visits: &[VisitRow],
) -> Option<&'a Meeting> {
    let ended = meetings.iter().filter(|meeting| {
        let recently = |closed: Instant| now < closed + ENDED_IS_SAID;
        meeting.closed_at.is_some_and(recently)
            && visits.iter().any(|visit| visit.session == meeting.id)
    });
    ended.max_by_key(|meeting| meeting.closed_at)
}

impl From<VisitRowState> for VisitState {
    fn from(state: VisitRowState) -> Self {
        match state {
            VisitRowState::Waiting => Self::Waiting,
            VisitRowState::Admitted => Self::Admitted,
            VisitRowState::Removed => Self::Removed,
            VisitRowState::Left => Self::Left,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::choose;
    use crate::fixture::{meeting, visit_row};
    use crate::store::sessions::MeetingState;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn stands(now: Instant, meetings: &[Meeting], visits: &[VisitRow]) -> VisitState {
        standing(now, &choose(now, meetings), meetings, visits).state
    }

    #[test]
    fn a_visit_to_last_weeks_session_says_nothing_about_this_weeks() {
        let now = Instant::from_millis(10_000_000_000);
        let mut last = meeting(1, now - 7 * 24 * HOUR, MeetingState::Closed);
        last.closed_at = Some(last.ends_at);
        let this = meeting(2, now, MeetingState::Started);
        let admitted = visit_row(1, VisitRowState::Admitted);
        assert_eq!(stands(now, &[last, this], &[admitted]), VisitState::Early);
    }

    #[test]
    fn a_closed_session_has_ended_for_who_visited_it_and_later_is_no_session() {
        let closed_at = Instant::from_millis(10_000_000_000);
        let mut closed = meeting(1, closed_at - HOUR, MeetingState::Closed);
        closed.closed_at = Some(closed_at);
        let meetings = [closed];
        let visits = [visit_row(1, VisitRowState::Admitted)];
        assert_eq!(stands(closed_at, &meetings, &visits), VisitState::Ended);
        assert_eq!(stands(closed_at, &meetings, &[]), VisitState::NoSession);
        let later = closed_at + 3 * HOUR;
        assert_eq!(stands(later, &meetings, &visits), VisitState::NoSession);
    }

    #[test]
    fn who_was_removed_may_not_enter_by_themselves() {
        let now = Instant::from_millis(10_000_000_000);
        let meetings = [meeting(1, now, MeetingState::Started)];
        let visits = [visit_row(1, VisitRowState::Removed)];
        let stands = standing(now, &choose(now, &meetings), &meetings, &visits);
        assert_eq!(
            (stands.state, stands.may_enter),
            (VisitState::Removed, false)
        );
    }
}
