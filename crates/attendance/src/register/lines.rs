//! The lines of a register, folded from the evidence of its session.

use std::time::Duration;

use jiff::tz::TimeZone;
use wellmet_foundation::{DbError, Instant, Tx};
use wellmet_vocabulary::MembershipId;

use crate::outcome::{Attestation, Because, Outcome, Review, fold, for_prescriber, for_staff};
use crate::present::{self, Trust};
use crate::store;
use crate::store::register::{Line, Named};
use crate::store::session::Session;
use wellmet_vocabulary::EvidenceId;

/// What the evidence says now, a line for each member of whom there is some.
pub(super) async fn propose(
    tx: &mut Tx,
    session: &Session,
    review: Review,
    now: Instant,
) -> Result<Vec<Line>, DbError> {
    let facts = present::facts(tx, session.id, Trust::Heartbeat).await?;
    let reasons = store::register::reasons(tx, session.id).await?;
    let zone = zone_of(session);
    let outcomes = fold(&facts, &session.sitting(review, now));
    let lines = outcomes
        .iter()
        .map(|(membership, outcome)| line(*membership, outcome, &zone, review, &reasons));
    Ok(lines.collect())
}

/// Scheduler checks the zone when it plans a series; should the zone's rules be missing here, times
/// are shown in UTC.
fn zone_of(session: &Session) -> TimeZone {
    TimeZone::get(&session.zone).unwrap_or(TimeZone::UTC)
}

fn line(
    membership: MembershipId,
    outcome: &Outcome,
    zone: &TimeZone,
    review: Review,
    reasons: &[Named<EvidenceId>],
) -> Line {
    let word = attestation(outcome);
    let reason = word.and_then(|word| reasons.iter().find(|reason| reason.id == word.evidence));
    Line {
        membership,
        verdict: outcome.verdict,
        dwell_ms: millis(outcome.dwell()),
        window_ms: millis(outcome.window),
        rule_version: outcome.rule_version,
        explanation: for_staff(outcome, zone),
        summary: for_prescriber(outcome, review),
        attested_by: word.map(|word| word.by),
        attested_reason: reason.map(|reason| reason.name.clone()),
    }
}

const fn attestation(outcome: &Outcome) -> Option<Attestation> {
    match outcome.because {
        Because::Attested(word) => Some(word),
        _ => None,
    }
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
