//! When each peer is next to be looked after: one number for each place, so that a thousand peers who do nothing
//! cost nothing, and who is due is found by one walk over a few kilobytes.
//!
//! Invariant: a place is due no later than the earliest time asked for since it was last taken.

/// Later than any time.
const NEVER: u64 = u64::MAX;

/// Times are in microseconds since any fixed instant.
#[derive(Debug)]
pub(crate) struct Agenda {
    due: Vec<u64>,
    /// No place is due before this.
    next: u64,
}

impl Default for Agenda {
    fn default() -> Self {
        Self {
            due: Vec::new(),
            next: NEVER,
        }
    }
}

impl Agenda {
    /// Has `place` looked after at `at`, or before.
    pub(crate) fn ask(&mut self, place: usize, at: u64) {
        if place >= self.due.len() {
            self.due.resize(place + 1, NEVER);
        }
        if let Some(due) = self.due.get_mut(place) {
            *due = at.min(*due);
        }
        self.next = self.next.min(at);
    }

    /// The place has nobody any more.
    pub(crate) fn forget(&mut self, place: usize) {
        if let Some(due) = self.due.get_mut(place) {
            *due = NEVER;
        }
    }

    /// The earliest time that anybody may be due.
    pub(crate) fn next(&self) -> Option<u64> {
        (self.next != NEVER).then_some(self.next)
    }

    /// Takes the first place from `from` on that is due. One at a time: should looking after one fail, the others
    /// stay due. After the last the next time is known again.
    pub(crate) fn take(&mut self, now: u64, from: usize) -> Option<usize> {
        let rest = self.due.get_mut(from..).unwrap_or_default();
        let found = rest.iter_mut().enumerate().find(|(_, due)| **due <= now);
        let Some((at, due)) = found else {
            self.next = self.due.iter().copied().min().unwrap_or(NEVER);
            return None;
        };
        *due = NEVER;
        Some(from + at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn take_all(agenda: &mut Agenda, now: u64) -> Vec<usize> {
        let (mut taken, mut from) = (Vec::new(), 0);
        while let Some(place) = agenda.take(now, from) {
            taken.push(place);
            from = place + 1;
        }
        taken
    }

    #[test]
    fn the_earliest_time_asked_for_counts() {
        let mut agenda = Agenda::default();
        agenda.ask(3, 500);
        agenda.ask(1, 300);
        agenda.ask(3, 200);
        agenda.ask(3, 900);
        assert_eq!(agenda.next(), Some(200));
        assert_eq!(take_all(&mut agenda, 250), [3]);
        assert_eq!(agenda.next(), Some(300));
        agenda.forget(1);
        assert!(take_all(&mut agenda, 1_000).is_empty());
        assert_eq!(agenda.next(), None);
    }

    proptest! {
        #[test]
        fn nobody_is_taken_early_or_forgotten(
            steps in prop::collection::vec((0usize..40, 0u64..50, any::<bool>()), 1..300),
        ) {
            let (mut agenda, mut now) = (Agenda::default(), 0);
            let mut expected: std::collections::BTreeMap<usize, u64> = Default::default();
            for (place, wait, look) in steps {
                if !look {
                    agenda.ask(place, now + wait);
                    let due = expected.entry(place).or_insert(now + wait);
                    *due = (now + wait).min(*due);
                    continue;
                }
                now += wait;
                let due: Vec<usize> = expected.iter().filter(|(_, at)| **at <= now).map(|(of, _)| *of).collect();
                let noticed = agenda.next().is_some_and(|next| next <= now);
                prop_assert_eq!(noticed, !due.is_empty());
                prop_assert_eq!(take_all(&mut agenda, now), due);
                expected.retain(|_, at| *at > now);
                prop_assert_eq!(agenda.next(), expected.values().min().copied());
            }
        }
    }
}
