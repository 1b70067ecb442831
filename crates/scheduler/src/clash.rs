//! A group cannot meet twice at once: a door link opens one session.

use wellmet_foundation::Instant;

use crate::plan::Meeting;

/// When a session that stands already begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
}

/// The first of `meetings` that overlaps another of them or one of `taken`.
pub(crate) fn first_clash(meetings: &[Meeting], taken: &[Taken]) -> Option<Meeting> {
    let within = meetings.windows(2).find_map(|pair| match pair {
        [one, next] if one.ends_at > next.starts_at => Some(*next),
        _ => None,
    });
    let with_taken = |meeting: &&Meeting| {
        let overlaps =
            |taken: &Taken| meeting.starts_at < taken.ends_at && taken.starts_at < meeting.ends_at;
        taken.iter().any(overlaps)
    };
    within.or_else(|| meetings.iter().find(with_taken).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting(starts: i64, ends: i64) -> Meeting {
        Meeting {
            local_date: jiff::civil::date(2026, 12, 1),
            starts_at: Instant::from_millis(starts),
            ends_at: Instant::from_millis(ends),
        }
    }

    fn taken(starts: i64, ends: i64) -> Taken {
        Taken {
            starts_at: Instant::from_millis(starts),
            ends_at: Instant::from_millis(ends),
        }
    }

    #[test]
    fn meetings_one_right_after_the_other_do_not_clash() {
        let meetings = [meeting(0, 10), meeting(10, 20)];
        assert_eq!(first_clash(&meetings, &[taken(20, 30)]), None);
    }

    #[test]
    fn an_overlap_is_found_whichever_began_first() {
        let meetings = [meeting(0, 10), meeting(20, 30)];
        for other in [taken(15, 21), taken(29, 40), taken(22, 25), taken(15, 40)] {
            assert_eq!(first_clash(&meetings, &[other]), Some(meetings[1]));
        }
    }

    #[test]
    fn a_day_that_daylight_saving_shortens_cannot_hold_a_day_long_meeting() {
        let meetings = [meeting(0, 24), meeting(23, 47)];
        assert_eq!(first_clash(&meetings, &[]), Some(meetings[1]));
    }
}
