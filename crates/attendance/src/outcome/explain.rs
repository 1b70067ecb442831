//! An outcome in words: with times for the group's staff, without any for the prescriber.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use wellmet_foundation::Instant;
use wellmet_vocabulary::Verdict;

use super::{Because, Interval, Outcome, Review, Step, Union};

/// A pause up to this long is shown as one visit. It is not credited.
const SHOWN_AS_ONE: Duration = Duration::from_secs(90);
/// More visits than this are summed up.
const SHOWN_VISITS: usize = 3;

/// For the group's staff, with local times in the session's zone:
/// "Counted as attended: media 14:02-14:55, one reconnect, rule 1".
pub fn for_staff(outcome: &Outcome, zone: &TimeZone) -> String {
    let rule = outcome.rule_version;
    let head = head(outcome);
    let because = because(outcome, zone);
    format!("{head}: {because}, rule {rule}")
}

fn head(outcome: &Outcome) -> &'static str {
    match outcome.verdict {
        Verdict::Attended => "Counted as attended",
        Verdict::Partial => "Counted as there in part",
        Verdict::Brief => "Counted as there briefly",
        Verdict::Tried => "Counted as tried to come",
        Verdict::CancelledByPatient => "Counted as cancelled by the patient",
        Verdict::CancelledByProvider => "Counted as cancelled by us",
        Verdict::NoShow => "Counted as did not come",
        Verdict::Unknown => "Not decided",
    }
}

fn because(outcome: &Outcome, zone: &TimeZone) -> String {
    let media = || media(&outcome.present, zone);
    match &outcome.because {
        Because::CalledOff => "the session was called off".to_owned(),
        Because::NobodyStarted => "no facilitator started the session".to_owned(),
        Because::CouldNotCome => "they had said so".to_owned(),
        Because::Attested(_) => format!("a facilitator says so; {}", media()),
        Because::PresentEnough | Because::PresentInPart | Because::PresentBriefly => media(),
        Because::TookPart => format!("they took part; {}", media()),
        Because::LostSight(lost) => {
            format!("{}; lost sight of them {}", media(), times(lost, zone))
        }
        Because::NobodyLooked => "invited, nothing seen, and nobody looked in time".to_owned(),
        Because::CameWithoutMedia(step) => came_without_media(*step).to_owned(),
        Because::NeverCame => "invited, never came".to_owned(),
    }
}

const fn came_without_media(step: Option<Step>) -> &'static str {
    match step {
        Some(Step::Joined) => "they pressed Join, no media counted",
        Some(Step::Waiting) => "they were in the waiting room, no media counted",
        Some(Step::Admitted) => "they were admitted, no media counted",
        Some(Step::Connected) => "they were connected, no media counted",
        None => "they were there outside the session only",
    }
}

fn media(present: &Union, zone: &TimeZone) -> String {
    if present.is_empty() {
        return "no media".to_owned();
    }
    let shown = times(present, zone);
    match present.pieces().len().saturating_sub(1) {
        0 => format!("media {shown}"),
        1 => format!("media {shown}, one reconnect"),
        reconnects => format!("media {shown}, {reconnects} reconnects"),
    }
}

fn times(union: &Union, zone: &TimeZone) -> String {
    let visits = union.bridged(SHOWN_AS_ONE);
    match visits.pieces() {
        [first, .., last] if visits.pieces().len() > SHOWN_VISITS => {
            let (from, until) = (clock(first.from(), zone), clock(last.until(), zone));
            format!("{} times between {from} and {until}", visits.pieces().len())
        }
        pieces => {
            let shown: Vec<_> = pieces.iter().map(|visit| range(*visit, zone)).collect();
            shown.join(" and ")
        }
    }
}

fn range(visit: Interval, zone: &TimeZone) -> String {
    format!(
        "{}-{}",
        clock(visit.from(), zone),
        clock(visit.until(), zone)
    )
}

/// The wall clock's hours and minutes. Beyond the years jiff knows there is no wall clock.
fn clock(at: Instant, zone: &TimeZone) -> String {
    Timestamp::try_from(at).map_or_else(
        |_| "?".to_owned(),
        |at| at.to_zoned(zone.clone()).strftime("%H:%M").to_string(),
    )
}

/// For the prescriber: verdict and reason, with no time, no length and nobody else in it.
pub fn for_prescriber(outcome: &Outcome, review: Review) -> String {
    let verdict = match outcome.verdict {
        Verdict::Attended => "Attended: present for enough of the session.",
        Verdict::Partial => "Attended in part: present for some of the session.",
        Verdict::Brief => "Attended briefly: present for a short part of the session.",
        Verdict::Tried => {
            "Tried to come, but no connection was made. This is not a missed session."
        }
        Verdict::CancelledByPatient => "Cancelled by the patient.",
        Verdict::CancelledByProvider => "Did not take place.",
        Verdict::NoShow => "Did not come.",
        Verdict::Unknown => "Not known whether the patient was there.",
    };
    let added = match (&outcome.because, review) {
        (Because::Attested(_), _) => " A facilitator confirmed this.",
        (Because::LostSight(_), _) => " Our own record of the session has a gap.",
        (_, Review::ByItself) => " No facilitator has reviewed this yet.",
        (_, Review::ByPerson) => "",
    };
    format!("{verdict}{added}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Attestation, RULE_VERSION};

    /// 14:00 in London on a winter day.
    const TWO: i64 = 1_796_133_600_000;

    fn at(minute: i64, second: i64) -> Instant {
        Instant::from_millis(TWO + (minute * 60 + second) * 1_000)
    }

    fn union(visits: &[(Instant, Instant)]) -> Union {
        Union::of(
            visits
                .iter()
                .filter_map(|(from, until)| Interval::new(*from, *until)),
        )
    }

    fn outcome(verdict: Verdict, because: Because, present: Union) -> Outcome {
        Outcome {
            verdict,
            because,
            present,
            window: Duration::from_secs(3_600),
            rule_version: RULE_VERSION,
        }
    }

    fn every_outcome() -> Vec<Outcome> {
        let visit = || union(&[(at(2, 0), at(12, 30))]);
        let word = Attestation {
            at: at(70, 0),
            evidence: uuid::Uuid::nil().into(),
            by: uuid::Uuid::nil().into(),
            verdict: Verdict::Attended,
        };
        let lost = union(&[(at(12, 30), at(40, 0))]);
        let none = Union::default;
        let mut all = vec![
            outcome(
                Verdict::Attended,
                Because::PresentEnough,
                union(&[(at(2, 5), at(20, 0)), (at(21, 0), at(55, 59))]),
            ),
            outcome(Verdict::Attended, Because::Attested(word), none()),
            outcome(Verdict::Partial, Because::PresentInPart, visit()),
            outcome(
                Verdict::Partial,
                Because::TookPart,
                union(&[
                    (at(2, 0), at(3, 0)),
                    (at(9, 0), at(9, 30)),
                    (at(20, 0), at(21, 0)),
                ]),
            ),
            outcome(
                Verdict::Brief,
                Because::PresentBriefly,
                union(&[(at(2, 0), at(3, 30))]),
            ),
            outcome(Verdict::CancelledByPatient, Because::CouldNotCome, none()),
            outcome(Verdict::CancelledByProvider, Because::NobodyStarted, none()),
            outcome(Verdict::CancelledByProvider, Because::CalledOff, none()),
            outcome(Verdict::NoShow, Because::NeverCame, none()),
            outcome(Verdict::Unknown, Because::LostSight(lost), visit()),
            outcome(Verdict::Unknown, Because::NobodyLooked, none()),
        ];
        let steps = [
            Some(Step::Joined),
            Some(Step::Waiting),
            Some(Step::Admitted),
            Some(Step::Connected),
            None,
        ];
        all.extend(
            steps.map(|step| outcome(Verdict::Tried, Because::CameWithoutMedia(step), none())),
        );
        all
    }

    #[test]
    fn the_groups_staff_read_verdict_reason_and_local_times() {
        let zone = TimeZone::get("Europe/London").unwrap();
        let lines: Vec<_> = every_outcome()
            .iter()
            .map(|o| for_staff(o, &zone))
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn the_prescriber_reads_verdict_and_reason() {
        let lines: Vec<_> = every_outcome()
            .iter()
            .map(|o| for_prescriber(o, Review::ByPerson))
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn the_prescriber_never_reads_a_number() {
        for review in [Review::ByPerson, Review::ByItself] {
            for outcome in every_outcome() {
                let text = for_prescriber(&outcome, review);
                assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
                assert!(!text.contains("minute"), "{text}");
            }
        }
    }

    #[test]
    fn times_are_those_of_the_sessions_zone_in_summer_too() {
        let outcome = outcome(
            Verdict::Brief,
            Because::PresentBriefly,
            union(&[(at(0, 0), at(3, 0))]),
        );
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        assert!(
            for_staff(&outcome, &zone).contains("19:30-19:33"),
            "{}",
            for_staff(&outcome, &zone)
        );
        let summer = Instant::from_millis(1_782_741_600_000);
        assert_eq!(
            clock(summer, &TimeZone::get("Europe/London").unwrap()),
            "15:00"
        );
        assert_eq!(clock(summer, &TimeZone::UTC), "14:00");
    }

    #[test]
    fn a_pause_of_ninety_seconds_is_shown_as_one_visit_with_its_reconnect() {
        let zone = TimeZone::UTC;
        let shown = |pause| {
            media(
                &union(&[(at(0, 0), at(10, 0)), (at(10, pause), at(20, 0))]),
                &zone,
            )
        };
        assert_eq!(shown(90), "media 14:00-14:20, one reconnect");
        assert_eq!(
            shown(91),
            "media 14:00-14:10 and 14:11-14:20, one reconnect"
        );
    }

    #[test]
    fn many_visits_are_summed_up() {
        let visits: Vec<_> = (0..5).map(|n| (at(n * 10, 0), at(n * 10 + 2, 0))).collect();
        let shown = media(&union(&visits), &TimeZone::UTC);
        assert_eq!(shown, "media 5 times between 14:00 and 14:42, 4 reconnects");
    }
}
