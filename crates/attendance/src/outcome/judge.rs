//! The rule: what one person's record comes to in one window.

use std::time::Duration;

use wellmet_vocabulary::Verdict;

use super::record::Record;
use super::{Attestation, Interval, Review, Step, Union};

/// The version of the rule in this module, stored with each outcome. A change of the rule raises it.
pub const RULE_VERSION: i64 = 1;

/// From so much media on somebody was there in part.
const PARTIAL_FROM: Duration = Duration::from_secs(5 * 60);

/// What a group asks of those who attend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// The share of the window, in percent, from which on somebody attended.
    pub attended_percent: i64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            attended_percent: 50,
        }
    }
}

/// What a session came to for one membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// In one word.
    pub verdict: Verdict,
    /// Why.
    pub because: Because,
    /// When media flowed within the window.
    pub present: Union,
    /// How long the window was for this person: waiting to be admitted does not count.
    pub window: Duration,
    /// The rule that was applied.
    pub rule_version: i64,
}

impl Outcome {
    /// How long media flowed within the window.
    pub fn dwell(&self) -> Duration {
        self.present.total()
    }
}

/// Why a verdict was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The session was called off.
    CalledOff,
    /// No facilitator ever started the session.
    NobodyStarted,
    /// They said that they cannot come, and did not.
    CouldNotCome,
    /// A facilitator says so.
    Attested(Attestation),
    /// They were present for the group's share of the window.
    PresentEnough,
    /// We lost sight of them, and what we did not see decides.
    LostSight(Union),
    /// Only invited, and nobody looked at the register.
    NobodyLooked,
    /// They were present for at least five minutes.
    PresentInPart,
    /// They spoke.
    TookPart,
    /// They were present, under five minutes.
    PresentBriefly,
    /// They came so far (`None`: media outside the window only), and no media counted.
    CameWithoutMedia(Option<Step>),
    /// Only invited.
    NeverCame,
}

/// The window as it was delivered, and as it would be if everybody we lost sight of had stayed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Windows {
    pub(super) delivered: Option<Interval>,
    pub(super) credited: Option<Interval>,
}

/// Judges one person of a session that took place.
///
/// Precedence: cancelled, E7, attended, unknown, partial, brief, tried, no-show.
pub(super) fn judge(
    record: &Record,
    windows: Windows,
    thresholds: Thresholds,
    review: Review,
) -> Outcome {
    let seen = Share::of(&record.media, record, windows.delivered);
    let (verdict, because) = cancelled_or_attested(record)
        .or_else(|| decided_or_unknown(record, &seen, windows, thresholds, review))
        .unwrap_or_else(|| as_seen(record, &seen, thresholds));
    Outcome {
        verdict,
        because,
        present: seen.present,
        window: seen.window,
        rule_version: RULE_VERSION,
    }
}

fn cancelled_or_attested(record: &Record) -> Option<(Verdict, Because)> {
    if record.cannot_come && !record.came_after_all() {
        return Some((Verdict::CancelledByPatient, Because::CouldNotCome));
    }
    record
        .attested
        .map(|word| (word.verdict, Because::Attested(word)))
}

fn decided_or_unknown(
    record: &Record,
    seen: &Share,
    windows: Windows,
    thresholds: Thresholds,
    review: Review,
) -> Option<(Verdict, Because)> {
    let earned = seen.earned(thresholds);
    if earned == Some(Verdict::Attended) {
        return Some((Verdict::Attended, Because::PresentEnough));
    }
    if !record.came() {
        return (review == Review::ByItself).then_some((Verdict::Unknown, Because::NobodyLooked));
    }
    let whole = record.media.or(&record.lost);
    let decides = !record.lost.is_empty()
        && [windows.delivered, windows.credited]
            .into_iter()
            .any(|window| Share::of(&whole, record, window).earned(thresholds) != earned);
    decides.then(|| (Verdict::Unknown, Because::LostSight(record.lost.clone())))
}

fn as_seen(record: &Record, seen: &Share, thresholds: Thresholds) -> (Verdict, Because) {
    match seen.earned(thresholds) {
        Some(Verdict::Attended) => (Verdict::Attended, Because::PresentEnough),
        Some(Verdict::Partial) if seen.dwell() >= PARTIAL_FROM => {
            (Verdict::Partial, Because::PresentInPart)
        }
        Some(Verdict::Partial) => (Verdict::Partial, Because::TookPart),
        Some(_) => (Verdict::Brief, Because::PresentBriefly),
        None if record.came() => (Verdict::Tried, Because::CameWithoutMedia(record.furthest)),
        None => (Verdict::NoShow, Because::NeverCame),
    }
}

/// One person's share of one window.
struct Share {
    present: Union,
    window: Duration,
    took_part: bool,
}

impl Share {
    fn of(media: &Union, record: &Record, window: Option<Interval>) -> Self {
        let Some(window) = window else {
            return Self::nothing();
        };
        let present = media.clip(window);
        let waited = record.waits(window, &present).total();
        Self {
            window: window.length().saturating_sub(waited),
            took_part: record.took_part.iter().any(|at| window.contains(*at)),
            present,
        }
    }

    fn nothing() -> Self {
        Self {
            present: Union::default(),
            window: Duration::ZERO,
            took_part: false,
        }
    }

    fn dwell(&self) -> Duration {
        self.present.total()
    }

    /// What media and interaction alone earn: attended, partial, brief or nothing.
    fn earned(&self, thresholds: Thresholds) -> Option<Verdict> {
        let dwell = self.dwell();
        let percent = u32::try_from(thresholds.attended_percent).unwrap_or(0);
        if !dwell.is_zero() && dwell * 100 >= self.window * percent {
            Some(Verdict::Attended)
        } else if dwell >= PARTIAL_FROM || self.took_part {
            Some(Verdict::Partial)
        } else {
            (!dwell.is_zero()).then_some(Verdict::Brief)
        }
    }
}
