//! The time that counts.

use std::time::Duration;

use wellmet_foundation::Instant;

use super::{Interval, Union};

/// So much media within the window, counted together, makes somebody "joined".
const JOINED_AFTER: Duration = Duration::from_secs(30);

/// From Start to close, ending earlier at the last instant two people were present; if two never
/// met, at close. `None` when it was closed at the moment it was started.
pub(crate) fn window(
    started: Instant,
    closed: Instant,
    people: impl IntoIterator<Item = Union>,
) -> Option<Interval> {
    let open = Interval::new(started, closed)?;
    let met = last_meeting(people.into_iter().map(|media| media.clip(open)));
    Interval::new(started, met.unwrap_or(closed))
}

/// The last instant at which at least two of `people` were present at once.
pub(crate) fn last_meeting(people: impl IntoIterator<Item = Union>) -> Option<Instant> {
    let mut turns: Vec<(Instant, Turn)> = Vec::new();
    for media in people {
        for piece in media.pieces() {
            turns.push((piece.from(), Turn::Comes));
            turns.push((piece.until(), Turn::Goes));
        }
    }
    turns.sort_unstable();
    let (mut present, mut met) = (0_u32, None);
    for (at, turn) in turns {
        match turn {
            Turn::Comes => present += 1,
            Turn::Goes => {
                met = if present >= 2 { Some(at) } else { met };
                present = present.saturating_sub(1);
            }
        }
    }
    met
}

/// In this order: who goes at the moment another comes has not met them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    Goes,
    Comes,
}

/// When somebody with this media had joined; `None` while they have not.
pub(crate) fn joined(media: &Union, window: Interval) -> Option<Instant> {
    media.clip(window).reached(JOINED_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_millis(second * 1_000)
    }

    fn present(from: i64, until: i64) -> Union {
        Union::of(Interval::new(at(from), at(until)))
    }

    fn window_of(people: Vec<Union>) -> Option<(Instant, Instant)> {
        window(at(100), at(200), people).map(|w| (w.from(), w.until()))
    }

    #[test]
    fn the_window_ends_when_the_last_two_part() {
        let people = vec![present(90, 180), present(120, 150), present(140, 160)];
        assert_eq!(window_of(people), Some((at(100), at(160))));
    }

    #[test]
    fn if_two_never_met_it_ends_at_close() {
        assert_eq!(window_of(vec![present(100, 130)]), Some((at(100), at(200))));
        let in_turn = vec![present(100, 130), present(130, 150)];
        assert_eq!(window_of(in_turn), Some((at(100), at(200))));
        let before_start = vec![present(80, 95), present(80, 97)];
        assert_eq!(window_of(before_start), Some((at(100), at(200))));
    }

    #[test]
    fn who_stays_after_the_close_does_not_lengthen_it() {
        let people = vec![present(90, 500), present(90, 500)];
        assert_eq!(window_of(people), Some((at(100), at(200))));
    }

    #[test]
    fn thirty_seconds_together_make_somebody_joined() {
        let window = Interval::new(at(100), at(200)).unwrap();
        let twice = Union::of(
            [present(90, 110), present(120, 141)]
                .iter()
                .flat_map(|u| u.pieces())
                .copied(),
        );
        assert_eq!(joined(&twice, window), Some(at(140)));
        assert_eq!(joined(&present(50, 129), window), None);
    }
}
