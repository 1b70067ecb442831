//! Stretches of time, and unions of them.
//!
//! Invariant of [`Union`]: its pieces are sorted, none is empty, and no two touch. However the
//! intervals came (in any order, twice, or split), the same time makes the same union.

use std::time::Duration;

use wellmet_foundation::Instant;

/// A stretch of time, never empty: `from` belongs to it, `until` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    from: Instant,
    until: Instant,
}

impl Interval {
    /// From `from` to `until`; `None` when that is no time at all.
    pub fn new(from: Instant, until: Instant) -> Option<Self> {
        (from < until).then_some(Self { from, until })
    }

    /// Its first moment.
    pub const fn from(self) -> Instant {
        self.from
    }

    /// The moment it has ended.
    pub const fn until(self) -> Instant {
        self.until
    }

    /// How long it is.
    pub fn length(self) -> Duration {
        self.until.since(self.from)
    }

    /// What of it lies within `other`.
    pub fn clip(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.until.min(other.until))
    }

    /// Whether `moment` lies within it.
    pub fn contains(self, moment: Instant) -> bool {
        self.from <= moment && moment < self.until
    }
}

/// The time that any of some intervals covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Union(Vec<Interval>);

impl Union {
    /// The time covered by `intervals`, which come in any order and may overlap.
    pub fn of(intervals: impl IntoIterator<Item = Interval>) -> Self {
        let mut sorted: Vec<_> = intervals.into_iter().collect();
        sorted.sort_unstable();
        Self::within(sorted, Duration::ZERO)
    }

    /// The same time with every pause of at most `pause` filled.
    pub fn bridged(&self, pause: Duration) -> Self {
        Self::within(self.0.iter().copied(), pause)
    }

    fn within(sorted: impl IntoIterator<Item = Interval>, pause: Duration) -> Self {
        let mut pieces: Vec<Interval> = Vec::new();
        for next in sorted {
            match pieces.last_mut() {
                Some(last) if next.from <= last.until + pause => {
                    last.until = last.until.max(next.until);
                }
                _ => pieces.push(next),
            }
        }
        Self(pieces)
    }

    /// Its pieces, in order.
    pub fn pieces(&self) -> &[Interval] {
        &self.0
    }

    /// Whether it covers no time.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How long it is in all.
    pub fn total(&self) -> Duration {
        self.0.iter().map(|piece| piece.length()).sum()
    }

    /// What of it lies within `window`.
    pub fn clip(&self, window: Interval) -> Self {
        Self(self.0.iter().filter_map(|p| p.clip(window)).collect())
    }

    /// The time covered by either.
    pub fn or(&self, other: &Self) -> Self {
        Self::of(self.0.iter().chain(&other.0).copied())
    }

    /// The time it covers and `other` does not.
    pub fn without(&self, other: &Self) -> Self {
        let mut holes = other.0.iter().peekable();
        let mut left = Vec::with_capacity(self.0.len());
        for piece in &self.0 {
            let mut from = piece.from;
            while let Some(hole) = holes.peek().filter(|hole| hole.from < piece.until) {
                left.extend(Interval::new(from, hole.from));
                from = from.max(hole.until);
                if hole.until > piece.until {
                    break;
                }
                holes.next();
            }
            left.extend(Interval::new(from, piece.until));
        }
        Self(left)
    }

    /// When `length` of it has passed, counted over all pieces.
    pub fn reached(&self, length: Duration) -> Option<Instant> {
        let mut missing = length;
        for piece in &self.0 {
            if piece.length() >= missing {
                return Some(piece.from + missing);
            }
            missing -= piece.length();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_millis(second * 1_000)
    }

    fn union(intervals: &[(i64, i64)]) -> Union {
        Union::of(
            intervals
                .iter()
                .filter_map(|(from, until)| Interval::new(at(*from), at(*until))),
        )
    }

    #[test]
    fn no_time_at_all_is_no_interval() {
        assert_eq!(Interval::new(at(1), at(1)), None);
        assert_eq!(Interval::new(at(2), at(1)), None);
    }

    #[test]
    fn overlapping_and_touching_intervals_become_one() {
        assert_eq!(
            union(&[(5, 9), (0, 3), (3, 4), (6, 7)]),
            union(&[(0, 4), (5, 9)])
        );
        assert_eq!(union(&[(0, 3), (2, 4)]).total(), Duration::from_secs(4));
    }

    #[test]
    fn a_pause_is_bridged_up_to_its_length() {
        let visits = union(&[(0, 10), (20, 30), (41, 50)]);
        assert_eq!(
            visits.bridged(Duration::from_secs(10)),
            union(&[(0, 30), (41, 50)])
        );
    }

    #[test]
    fn what_is_taken_away_leaves_the_rest() {
        let all = union(&[(0, 10), (20, 30), (40, 50)]);
        assert_eq!(
            all.without(&union(&[(5, 25), (28, 29)])),
            union(&[(0, 5), (25, 28), (29, 30), (40, 50)])
        );
        assert_eq!(all.without(&union(&[(0, 60)])), Union::default());
        assert_eq!(all.without(&Union::default()), all);
        assert_eq!(
            union(&[(0, 60)]).without(&all),
            union(&[(10, 20), (30, 40), (50, 60)])
        );
    }

    #[test]
    fn a_length_is_reached_over_several_pieces() {
        let visits = union(&[(0, 10), (20, 30)]);
        assert_eq!(visits.reached(Duration::from_secs(10)), Some(at(10)));
        assert_eq!(visits.reached(Duration::from_secs(15)), Some(at(25)));
        assert_eq!(visits.reached(Duration::from_secs(21)), None);
    }
}
