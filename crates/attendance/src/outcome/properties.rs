//! What holds for any evidence whatever.

use proptest::prelude::*;
use wellmet_foundation::Instant;
use wellmet_vocabulary::{MembershipId, Verdict};

use super::*;

const HOUR: i64 = 3_600;

fn at(second: i64) -> Instant {
    Instant::from_millis(second * 1_000)
}

fn interval() -> impl Strategy<Value = Interval> {
    (-600..HOUR + 600, 1..1_800_i64)
        .prop_map(|(from, length)| Interval::new(at(from), at(from + length)).unwrap())
}

fn moment() -> impl Strategy<Value = Instant> {
    (-600..HOUR + 600).prop_map(at)
}

/// E1, E2, E4, E5 and E6. An admission is left out: one more may end a wait, and so lengthen the
/// window that somebody is measured by.
fn presence() -> impl Strategy<Value = Proof> {
    let step = prop_oneof![
        Just(Step::Joined),
        Just(Step::Waiting),
        Just(Step::Connected)
    ];
    prop_oneof![
        (step, moment()).prop_map(|(step, at)| Proof::Reached(step, at)),
        interval().prop_map(Proof::Media),
        moment().prop_map(Proof::TookPart),
    ]
}

fn attestation() -> impl Strategy<Value = Proof> {
    let verdict = prop_oneof![Just(Verdict::Attended), Just(Verdict::NoShow)];
    (moment(), verdict, 0..9_u128).prop_map(|(at, verdict, evidence)| {
        Proof::Attested(Attestation {
            at,
            evidence: uuid::Uuid::from_u128(evidence).into(),
            by: uuid::Uuid::nil().into(),
            verdict,
        })
    })
}

fn proof() -> impl Strategy<Value = Proof> {
    prop_oneof![
        1 => Just(Proof::Invited),
        8 => presence(),
        2 => moment().prop_map(|at| Proof::Reached(Step::Admitted, at)),
        2 => interval().prop_map(Proof::Lost),
        1 => attestation(),
        1 => moment().prop_map(Proof::StoppedWaiting),
        1 => Just(Proof::CannotCome),
    ]
}

fn person() -> impl Strategy<Value = Person> {
    prop_oneof![
        (1..4_u128).prop_map(|n| Person::Member(uuid::Uuid::from_u128(n).into())),
        Just(Person::Staff(uuid::Uuid::from_u128(9).into())),
    ]
}

fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let fact = (person(), proof()).prop_map(|(person, proof)| Fact { person, proof });
    proptest::collection::vec(fact, 0..24)
}

fn in_two_orders() -> impl Strategy<Value = (Vec<Fact>, Vec<Fact>)> {
    facts().prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle()))
}

fn sitting() -> impl Strategy<Value = Sitting> {
    let started = prop_oneof![
        8 => (0..600_i64).prop_map(|s| Started::At(at(s))),
        1 => Just(Started::Never),
        1 => Just(Started::CalledOff),
    ];
    let review = prop_oneof![Just(Review::ByPerson), Just(Review::ByItself)];
    (started, 0..HOUR, review, 1..=100_i64).prop_map(|(started, closed, review, percent)| Sitting {
        started,
        closed_at: at(closed),
        review,
        thresholds: Thresholds {
            attended_percent: percent,
        },
    })
}

/// Every interval of media and of lost sight in two halves.
fn split(facts: &[Fact]) -> Vec<Fact> {
    let halves = |interval: Interval| {
        let middle = interval.from() + interval.length() / 2;
        [
            Interval::new(interval.from(), middle),
            Interval::new(middle, interval.until()),
        ]
    };
    let parts = |fact: &Fact| -> Vec<Proof> {
        match fact.proof {
            Proof::Media(i) => halves(i).into_iter().flatten().map(Proof::Media).collect(),
            Proof::Lost(i) => halves(i).into_iter().flatten().map(Proof::Lost).collect(),
            other => vec![other],
        }
    };
    let person = |fact: &Fact| fact.person;
    facts
        .iter()
        .flat_map(|fact| {
            parts(fact).into_iter().map(move |proof| Fact {
                person: person(fact),
                proof,
            })
        })
        .collect()
}

fn proves_coming(proof: Proof) -> bool {
    match proof {
        Proof::Reached(..) | Proof::Media(_) | Proof::Lost(_) | Proof::TookPart(_) => true,
        Proof::Invited | Proof::StoppedWaiting(_) | Proof::Attested(_) | Proof::CannotCome => false,
    }
}

fn newest_word(facts: &[Fact], membership: MembershipId) -> Option<Attestation> {
    let of_them = facts
        .iter()
        .filter(|fact| fact.person == Person::Member(membership));
    let words = of_them.filter_map(|fact| match fact.proof {
        Proof::Attested(word) => Some(word),
        _ => None,
    });
    words.max()
}

fn level(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Attended => 4,
        Verdict::Partial => 3,
        Verdict::Brief => 2,
        Verdict::Tried => 1,
        _ => 0,
    }
}

proptest! {
    #[test]
    fn order_changes_nothing((facts, shuffled) in in_two_orders(), sitting in sitting()) {
        prop_assert_eq!(fold(&facts, &sitting), fold(&shuffled, &sitting));
    }

    #[test]
    fn duplication_changes_nothing(facts in facts(), sitting in sitting()) {
        let twice = [facts.clone(), facts.clone()].concat();
        prop_assert_eq!(fold(&facts, &sitting), fold(&twice, &sitting));
    }

    #[test]
    fn splitting_changes_nothing(facts in facts(), sitting in sitting()) {
        prop_assert_eq!(fold(&facts, &sitting), fold(&split(&facts), &sitting));
    }

    #[test]
    fn dwell_never_exceeds_the_window(facts in facts(), sitting in sitting()) {
        for outcome in fold(&facts, &sitting).values() {
            prop_assert!(outcome.dwell() <= outcome.window, "{:?}", outcome);
        }
    }

    /// The other people are there throughout, so that the window stands; then more of one's own
    /// presence never does harm.
    #[test]
    fn more_presence_never_lowers_a_level(own in proptest::collection::vec(presence(), 0..8), more in presence()) {
        let ada: MembershipId = uuid::Uuid::from_u128(1).into();
        let sitting = Sitting {
            started: Started::At(at(0)),
            closed_at: at(HOUR),
            review: Review::ByPerson,
            thresholds: Thresholds::default(),
        };
        let others = [2, 3].map(|n| Fact {
            person: Person::Staff(uuid::Uuid::from_u128(n).into()),
            proof: Proof::Media(Interval::new(at(0), at(HOUR)).unwrap()),
        });
        let judged = |proofs: &[Proof]| {
            let own = proofs.iter().map(|&proof| Fact { person: Person::Member(ada), proof });
            let invited = Fact { person: Person::Member(ada), proof: Proof::Invited };
            let facts: Vec<_> = others.iter().copied().chain([invited]).chain(own).collect();
            fold(&facts, &sitting)[&ada].verdict
        };
        let before = judged(&own);
        let after = judged(&[own, vec![more]].concat());
        prop_assert!(level(after) >= level(before), "{before:?} became {after:?}");
    }

    #[test]
    fn who_came_is_never_a_no_show_unless_a_facilitator_says_so(facts in facts(), sitting in sitting()) {
        for (membership, outcome) in fold(&facts, &sitting) {
            let of_them = facts.iter().filter(|fact| fact.person == Person::Member(membership));
            let came = of_them.clone().any(|fact| proves_coming(fact.proof));
            let attested = of_them.clone().any(|fact| matches!(fact.proof, Proof::Attested(_)));
            prop_assert!(!came || attested || outcome.verdict != Verdict::NoShow);
        }
    }

    #[test]
    fn a_cancellation_comes_first_and_then_a_facilitators_word(facts in facts(), sitting in sitting()) {
        for (membership, outcome) in fold(&facts, &sitting) {
            let newest = newest_word(&facts, membership);
            match (&outcome.because, newest) {
                (Because::CalledOff, _) => prop_assert_eq!(sitting.started, Started::CalledOff),
                (Because::NobodyStarted, _) => prop_assert_eq!(sitting.started, Started::Never),
                (Because::CouldNotCome, _) => prop_assert_eq!(outcome.verdict, Verdict::CancelledByPatient),
                (because, Some(word)) => {
                    prop_assert_eq!(because, &Because::Attested(word));
                    prop_assert_eq!(outcome.verdict, word.verdict);
                }
                (_, None) => prop_assert!(!matches!(sitting.started, Started::CalledOff | Started::Never)),
            }
        }
    }
}
