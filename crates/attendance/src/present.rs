//! The evidence of a session together with what is still open.

use std::collections::BTreeMap;
use std::time::Duration;

use wellmet_foundation::{DbError, Instant, Tx};
use wellmet_vocabulary::SessionId;

use crate::outcome::{self, Fact, Interval, Person, Proof, Sitting, Started, Union};
use crate::store;
use crate::store::presence::Presence;

/// How long the media plane may take to tell that media has stopped.
const DETECTION: Duration = Duration::from_secs(15);

/// Until when an open interval is believed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trust {
    /// Until its last heartbeat: what would be kept after a crash.
    Heartbeat,
    /// Only so far that a stop would have been heard of by this instant: nothing told on this
    /// ground has to be taken back.
    BehindDetection(Instant),
}

impl Trust {
    fn until(self, open: &Presence) -> Instant {
        match self {
            Self::Heartbeat => open.heartbeat_at,
            Self::BehindDetection(now) => open.heartbeat_at.min(now - DETECTION),
        }
    }
}

/// Every fact about `session`, open intervals included as far as they are trusted.
pub(crate) async fn facts(
    tx: &mut Tx,
    session: SessionId,
    trust: Trust,
) -> Result<Vec<Fact>, DbError> {
    let mut facts = store::evidence::facts(tx, session).await?;
    for open in store::presence::in_session(tx, session).await? {
        let interval = Interval::new(open.since, trust.until(&open));
        facts.extend(interval.map(|interval| Fact {
            person: open.person,
            proof: Proof::Media(interval),
        }));
    }
    Ok(facts)
}

/// Everybody who has joined, and when they had.
pub(crate) fn joined(facts: &[Fact], sitting: &Sitting) -> Vec<(Person, Instant)> {
    let Started::At(started) = sitting.started else {
        return Vec::new();
    };
    let media = media(facts, |proof| match proof {
        Proof::Media(interval) => Some(interval),
        _ => None,
    });
    let Some(window) = outcome::window(started, sitting.closed_at, media.values().cloned()) else {
        return Vec::new();
    };
    media
        .iter()
        .filter_map(|(person, media)| Some((*person, outcome::joined(media, window)?)))
        .collect()
}

/// The last instant since `started` at which two people were there, or may have been while we had
/// lost sight of them.
pub(crate) fn last_meeting(facts: &[Fact], started: Instant) -> Option<Instant> {
    let media = media(facts, |proof| match proof {
        Proof::Media(interval) | Proof::Lost(interval) => {
            Interval::new(interval.from().max(started), interval.until())
        }
        _ => None,
    });
    outcome::last_meeting(media.into_values())
}

fn media(facts: &[Fact], counts: impl Fn(Proof) -> Option<Interval>) -> BTreeMap<Person, Union> {
    let mut people: BTreeMap<Person, Vec<Interval>> = BTreeMap::new();
    for fact in facts {
        if let Some(interval) = counts(fact.proof) {
            people.entry(fact.person).or_default().push(interval);
        }
    }
    people
        .into_iter()
        .map(|(person, intervals)| (person, Union::of(intervals)))
        .collect()
}
