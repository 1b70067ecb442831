//! Everything the evidence says about one person.

use wellmet_foundation::Instant;

use super::{Attestation, Interval, Proof, Step, Union};

/// One person's evidence, sorted by what it is good for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// When media flowed, on any device.
    pub(super) media: Union,
    /// When we lost sight of them.
    pub(super) lost: Union,
    /// When they spoke.
    pub(super) took_part: Vec<Instant>,
    /// The newest word of a facilitator.
    pub(super) attested: Option<Attestation>,
    /// They said that they cannot come.
    pub(super) cannot_come: bool,
    /// The furthest step on the way into the room.
    pub(super) furthest: Option<Step>,
    waiting: Vec<Instant>,
    /// Admitted, or gone again.
    waited_until: Vec<Instant>,
}

impl Record {
    /// Sorts the proofs of one person, which come in any order.
    pub(super) fn of(proofs: impl Iterator<Item = Proof>) -> Self {
        let mut record = Self::default();
        let (mut media, mut lost) = (Vec::new(), Vec::new());
        for proof in proofs {
            match proof {
                Proof::Media(interval) => media.push(interval),
                Proof::Lost(interval) => lost.push(interval),
                other => record.note(other),
            }
        }
        record.media = Union::of(media);
        record.lost = Union::of(lost).without(&record.media);
        record.waiting.sort_unstable();
        record.waited_until.sort_unstable();
        record
    }

    fn note(&mut self, proof: Proof) {
        match proof {
            Proof::Reached(step, at) => self.reach(step, at),
            Proof::StoppedWaiting(at) => self.waited_until.push(at),
            Proof::TookPart(at) => self.took_part.push(at),
            Proof::Attested(word) => self.attested = self.attested.max(Some(word)),
            Proof::CannotCome => self.cannot_come = true,
            Proof::Invited | Proof::Media(_) | Proof::Lost(_) => {}
        }
    }

    fn reach(&mut self, step: Step, at: Instant) {
        self.furthest = self.furthest.max(Some(step));
        match step {
            Step::Waiting => self.waiting.push(at),
            Step::Admitted => self.waited_until.push(at),
            Step::Joined | Step::Connected => {}
        }
    }

    /// Whether anything beyond the invitation is known of them.
    pub(super) fn came(&self) -> bool {
        self.furthest.is_some()
            || !self.media.is_empty()
            || !self.lost.is_empty()
            || !self.took_part.is_empty()
    }

    /// Whether they came as far as being admitted, which withdraws a cancellation of their own.
    pub(super) fn came_after_all(&self) -> bool {
        self.furthest >= Some(Step::Admitted) || !self.media.is_empty()
    }

    /// The part of `window` in which they waited to be admitted and no device of theirs was in.
    ///
    /// A wait ends when they are next admitted or go; if neither happens, with the window.
    pub(super) fn waits(&self, window: Interval, present: &Union) -> Union {
        let waits = self.waiting.iter().filter_map(|&since| {
            let next = self.waited_until.partition_point(|&at| at < since);
            let until = self
                .waited_until
                .get(next)
                .copied()
                .unwrap_or(window.until());
            Interval::new(since, until)?.clip(window)
        });
        Union::of(waits).without(present)
    }
}
