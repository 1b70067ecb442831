//! DOMAIN's table of cases, row by row, as far as the fold decides them.

use std::time::Duration;

use wellmet_foundation::Instant;
use wellmet_vocabulary::{MembershipId, StaffId, Verdict};

use super::*;

const START: i64 = 0;
const CLOSE: i64 = 60;

fn at(minute: i64) -> Instant {
    Instant::from_millis(minute * 60_000)
}

fn between(from: i64, until: i64) -> Interval {
    Interval::new(at(from), at(until)).unwrap()
}

fn ada() -> MembershipId {
    uuid::Uuid::from_u128(1).into()
}

fn carol() -> StaffId {
    uuid::Uuid::from_u128(9).into()
}

fn of_ada(proof: Proof) -> Fact {
    Fact {
        person: Person::Member(ada()),
        proof,
    }
}

fn of_carol(proof: Proof) -> Fact {
    Fact {
        person: Person::Staff(carol()),
        proof,
    }
}

fn sitting() -> Sitting {
    Sitting {
        started: Started::At(at(START)),
        closed_at: at(CLOSE),
        review: Review::ByPerson,
        thresholds: Thresholds::default(),
    }
}

fn attested(verdict: Verdict, minute: i64) -> Proof {
    Proof::Attested(Attestation {
        at: at(minute),
        evidence: uuid::Uuid::from_u128(7).into(),
        by: carol(),
        verdict,
    })
}

/// Ada's outcome in `sitting`, with Carol there all the hour, and a second patient so that two
/// always meet.
fn in_sitting(sitting: &Sitting, proofs: &[Proof]) -> Outcome {
    let ben = Person::Member(uuid::Uuid::from_u128(2).into());
    let whole = Proof::Media(between(START, CLOSE));
    let mut facts = vec![
        of_carol(whole),
        Fact {
            person: ben,
            proof: whole,
        },
        of_ada(Proof::Invited),
    ];
    facts.extend(proofs.iter().copied().map(of_ada));
    fold(&facts, sitting).remove(&ada()).unwrap()
}

fn outcome(proofs: &[Proof]) -> Outcome {
    in_sitting(&sitting(), proofs)
}

fn verdict(proofs: &[Proof]) -> Verdict {
    outcome(proofs).verdict
}

#[test]
fn half_of_the_window_is_attended_and_a_minute_less_is_partial() {
    assert_eq!(verdict(&[Proof::Media(between(0, 30))]), Verdict::Attended);
    assert_eq!(verdict(&[Proof::Media(between(0, 29))]), Verdict::Partial);
}

#[test]
fn a_group_may_ask_for_more() {
    let strict = Sitting {
        thresholds: Thresholds {
            attended_percent: 75,
        },
        ..sitting()
    };
    let forty = in_sitting(&strict, &[Proof::Media(between(0, 40))]);
    assert_eq!(forty.verdict, Verdict::Partial);
    let forty_five = in_sitting(&strict, &[Proof::Media(between(0, 45))]);
    assert_eq!(forty_five.verdict, Verdict::Attended);
}

#[test]
fn five_minutes_or_a_word_is_partial_and_less_is_brief() {
    assert_eq!(verdict(&[Proof::Media(between(0, 5))]), Verdict::Partial);
    assert_eq!(verdict(&[Proof::Media(between(0, 4))]), Verdict::Brief);
    assert_eq!(
        verdict(&[Proof::Media(between(0, 4)), Proof::TookPart(at(2))]),
        Verdict::Partial
    );
    assert_eq!(verdict(&[Proof::TookPart(at(2))]), Verdict::Partial);
}

#[test]
fn a_word_before_start_earns_nothing() {
    let sat = [Proof::TookPart(at(-2)), Proof::Media(between(0, 4))];
    assert_eq!(verdict(&sat), Verdict::Brief);
}

#[test]
fn the_waiting_room_only_is_tried() {
    let waited = [
        Proof::Reached(Step::Joined, at(1)),
        Proof::Reached(Step::Waiting, at(1)),
    ];
    assert_eq!(verdict(&waited), Verdict::Tried);
}

#[test]
fn if_no_facilitator_started_it_is_cancelled_by_the_provider_for_all() {
    let never = Sitting {
        started: Started::Never,
        ..sitting()
    };
    let waited = [Proof::Reached(Step::Waiting, at(1))];
    assert_eq!(
        in_sitting(&never, &waited).verdict,
        Verdict::CancelledByProvider
    );
    assert_eq!(
        in_sitting(&never, &[]).verdict,
        Verdict::CancelledByProvider
    );
}

#[test]
fn connected_without_media_is_tried() {
    let connected = [
        Proof::Reached(Step::Admitted, at(1)),
        Proof::Reached(Step::Connected, at(1)),
    ];
    let outcome = outcome(&connected);
    assert_eq!(outcome.verdict, Verdict::Tried);
    assert_eq!(
        outcome.because,
        Because::CameWithoutMedia(Some(Step::Connected))
    );
}

#[test]
fn media_before_start_only_is_tried_and_never_a_no_show() {
    assert_eq!(verdict(&[Proof::Media(between(-10, 0))]), Verdict::Tried);
}

#[test]
fn rejoining_is_a_union_and_gaps_are_not_credited() {
    let rejoined = outcome(&[Proof::Media(between(0, 10)), Proof::Media(between(20, 30))]);
    assert_eq!(rejoined.dwell(), Duration::from_secs(20 * 60));
    assert_eq!(rejoined.verdict, Verdict::Partial);
}

#[test]
fn two_devices_of_one_person_are_a_union_never_a_sum() {
    let two = outcome(&[Proof::Media(between(0, 20)), Proof::Media(between(0, 20))]);
    assert_eq!(two.dwell(), Duration::from_secs(20 * 60));
    assert_eq!(two.verdict, Verdict::Partial);
}

#[test]
fn waiting_to_be_admitted_leaves_the_denominator() {
    let waited = [
        Proof::Reached(Step::Waiting, at(-5)),
        Proof::Reached(Step::Admitted, at(20)),
        Proof::Media(between(20, 40)),
    ];
    let outcome = outcome(&waited);
    assert_eq!(outcome.window, Duration::from_secs(40 * 60));
    assert_eq!(outcome.verdict, Verdict::Attended);
}

#[test]
fn who_stopped_waiting_and_came_back_later_had_not_waited_in_between() {
    let waited = [
        Proof::Reached(Step::Waiting, at(-5)),
        Proof::StoppedWaiting(at(10)),
        Proof::Reached(Step::Waiting, at(30)),
        Proof::Reached(Step::Admitted, at(35)),
        Proof::Media(between(35, 55)),
    ];
    let outcome = outcome(&waited);
    assert_eq!(outcome.window, Duration::from_secs(45 * 60));
    assert_eq!(outcome.verdict, Verdict::Partial);
}

#[test]
fn a_second_device_that_waits_changes_nothing_while_the_first_is_in() {
    let waited = [
        Proof::Reached(Step::Waiting, at(0)),
        Proof::Reached(Step::Admitted, at(0)),
        Proof::Media(between(0, 60)),
        Proof::Reached(Step::Waiting, at(10)),
        Proof::Reached(Step::Admitted, at(50)),
    ];
    assert_eq!(outcome(&waited).window, Duration::from_secs(60 * 60));
}

#[test]
fn a_carer_alone_or_a_second_person_counts_by_attestation_only() {
    assert_eq!(
        verdict(&[attested(Verdict::Attended, 70)]),
        Verdict::Attended
    );
    assert_eq!(
        verdict(&[Proof::Media(between(0, 60)), attested(Verdict::NoShow, 70)]),
        Verdict::NoShow
    );
}

#[test]
fn the_newest_attestation_counts() {
    let words = [
        attested(Verdict::Attended, 80),
        attested(Verdict::NoShow, 70),
    ];
    assert_eq!(verdict(&words), Verdict::Attended);
}

#[test]
fn a_crash_that_decides_makes_it_unknown_and_one_that_does_not_changes_nothing() {
    let seen = Proof::Media(between(0, 20));
    assert_eq!(
        verdict(&[seen, Proof::Lost(between(20, 30))]),
        Verdict::Unknown
    );
    assert_eq!(
        verdict(&[seen, Proof::Lost(between(20, 29))]),
        Verdict::Partial
    );
    assert_eq!(
        verdict(&[Proof::Media(between(0, 30)), Proof::Lost(between(30, 50))]),
        Verdict::Attended
    );
}

#[test]
fn a_crash_right_after_arriving_is_never_a_no_show_nor_a_failure_to_connect() {
    assert_eq!(verdict(&[Proof::Lost(between(0, 10))]), Verdict::Unknown);
}

#[test]
fn a_crash_that_everybody_missed_the_end_of_is_judged_by_both_windows() {
    // Both were caught at 20; nobody came back. As seen, the meeting ended there; had both stayed
    // until 50, Ada (present from 11) would have attended 39 of 50 rather than 9 of 20.
    let caught = Proof::Lost(between(20, 50));
    let facts = [
        of_carol(Proof::Media(between(0, 20))),
        of_carol(caught),
        of_ada(Proof::Media(between(11, 20))),
        of_ada(caught),
    ];
    let outcome = fold(&facts, &sitting()).remove(&ada()).unwrap();
    assert_eq!(outcome.verdict, Verdict::Unknown);
    assert_eq!(outcome.window, Duration::from_secs(20 * 60));
}

#[test]
fn who_was_not_caught_by_the_crash_is_judged_as_seen() {
    let crash = Proof::Lost(between(30, 40));
    let facts = [
        of_carol(Proof::Media(between(0, 30))),
        of_carol(crash),
        of_carol(Proof::Media(between(40, 60))),
        of_ada(Proof::Media(between(0, 10))),
    ];
    let outcome = fold(&facts, &sitting()).remove(&ada()).unwrap();
    assert_eq!(
        outcome.verdict,
        Verdict::Attended,
        "the two met until minute 10"
    );
}

#[test]
fn invited_only_is_a_no_show_once_a_person_confirms_and_unknown_when_nobody_looks() {
    assert_eq!(verdict(&[]), Verdict::NoShow);
    let alone = Sitting {
        review: Review::ByItself,
        ..sitting()
    };
    assert_eq!(in_sitting(&alone, &[]).verdict, Verdict::Unknown);
    let tried = in_sitting(&alone, &[Proof::Reached(Step::Joined, at(0))]);
    assert_eq!(tried.verdict, Verdict::Tried, "unreviewed, but seen");
}

#[test]
fn an_overrun_or_an_early_end_is_the_window_as_delivered() {
    let short = Sitting {
        closed_at: at(20),
        ..sitting()
    };
    let ten = in_sitting(&short, &[Proof::Media(between(0, 10))]);
    assert_eq!(
        (ten.verdict, ten.window),
        (Verdict::Attended, Duration::from_secs(20 * 60))
    );
    let long = Sitting {
        closed_at: at(90),
        ..sitting()
    };
    let ten = in_sitting(&long, &[Proof::Media(between(0, 10))]);
    assert_eq!(
        ten.window,
        Duration::from_secs(60 * 60),
        "two were there for an hour only"
    );
}

#[test]
fn a_patients_own_cancellation_stands_unless_they_come_after_all() {
    assert_eq!(verdict(&[Proof::CannotCome]), Verdict::CancelledByPatient);
    let looked = [Proof::CannotCome, Proof::Reached(Step::Waiting, at(3))];
    assert_eq!(verdict(&looked), Verdict::CancelledByPatient);
    let came = [
        Proof::CannotCome,
        Proof::Reached(Step::Admitted, at(3)),
        Proof::Media(between(3, 50)),
    ];
    assert_eq!(verdict(&came), Verdict::Attended);
}

#[test]
fn the_precedence_is_cancelled_attested_attended_unknown_partial_brief_tried_no_show() {
    let attended = Proof::Media(between(0, 30));
    let called_off = Sitting {
        started: Started::CalledOff,
        ..sitting()
    };
    let word = attested(Verdict::Brief, 70);
    assert_eq!(
        in_sitting(&called_off, &[word, attended]).verdict,
        Verdict::CancelledByProvider
    );
    assert_eq!(
        verdict(&[Proof::CannotCome, word]),
        Verdict::CancelledByPatient
    );
    assert_eq!(verdict(&[word, attended]), Verdict::Brief);
    let lost = Proof::Lost(between(31, 60));
    assert_eq!(verdict(&[attended, lost]), Verdict::Attended);
    let partial = Proof::Media(between(0, 6));
    assert_eq!(verdict(&[partial, lost]), Verdict::Unknown);
    assert_eq!(
        verdict(&[partial, Proof::Reached(Step::Connected, at(0))]),
        Verdict::Partial
    );
    assert_eq!(
        verdict(&[Proof::Reached(Step::Joined, at(0))]),
        Verdict::Tried
    );
}
