//! From everybody's evidence to everybody's outcome.

use std::collections::BTreeMap;
use std::time::Duration;

use wellmet_foundation::Instant;
use wellmet_vocabulary::{MembershipId, Verdict};

use super::judge::{Windows, judge};
use super::record::Record;
use super::window::window;
use super::{Because, Fact, Outcome, Person, RULE_VERSION, Thresholds, Union};

/// How a session went, as far as the schedule knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sitting {
    /// Whether and when it began.
    pub started: Started,
    /// When it was closed; while it is open, now.
    pub closed_at: Instant,
    /// Who looks at the register.
    pub review: Review,
    /// What the group asks.
    pub thresholds: Thresholds,
}

/// Whether a session began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A facilitator pressed Start then.
    At(Instant),
    /// No facilitator ever did.
    Never,
    /// The session was called off.
    CalledOff,
}

/// Who looks at the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// A facilitator confirms it, or is about to.
    ByPerson,
    /// Nobody did in time.
    ByItself,
}

/// What the session came to for each membership of which there is evidence.
///
/// The facts may come in any order and any number of times.
pub fn fold(facts: &[Fact], sitting: &Sitting) -> BTreeMap<MembershipId, Outcome> {
    let records = records(facts);
    match sitting.started {
        Started::CalledOff => each(&records, |_| not_delivered(Because::CalledOff)),
        Started::Never => each(&records, |_| not_delivered(Because::NobodyStarted)),
        Started::At(at) => {
            let windows = windows(&records, at, sitting.closed_at);
            each(&records, |record| {
                judge(record, windows, sitting.thresholds, sitting.review)
            })
        }
    }
}

fn each(
    records: &[(Person, Record)],
    decide: impl Fn(&Record) -> Outcome,
) -> BTreeMap<MembershipId, Outcome> {
    let members = records.iter().filter_map(|(person, record)| match person {
        Person::Member(membership) => Some((*membership, decide(record))),
        Person::Staff(_) => None,
    });
    members.collect()
}

fn records(facts: &[Fact]) -> Vec<(Person, Record)> {
    let mut facts = facts.to_vec();
    facts.sort_by_key(|fact| fact.person);
    facts
        .chunk_by(|a, b| a.person == b.person)
        .filter_map(|of_one| {
            let person = of_one.first()?.person;
            Some((person, Record::of(of_one.iter().map(|fact| fact.proof))))
        })
        .collect()
}

fn windows(records: &[(Person, Record)], started: Instant, closed: Instant) -> Windows {
    let media = records.iter().map(|(_, r)| r.media.clone());
    let whole = records.iter().map(|(_, r)| r.media.or(&r.lost));
    Windows {
        delivered: window(started, closed, media),
        credited: window(started, closed, whole),
    }
}

fn not_delivered(because: Because) -> Outcome {
    Outcome {
        verdict: Verdict::CancelledByProvider,
        because,
        present: Union::default(),
        window: Duration::ZERO,
        rule_version: RULE_VERSION,
    }
}
