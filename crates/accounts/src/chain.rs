//! The audit trail's chain: each sealed line carries the hash of the one before it.
//!
//! Invariant: with the chain's end known, no sealed line can be changed, moved, inserted or taken
//! away, at either end or between, without [`Link::follow`] or [`Link::ends_at`] saying where.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::Instant;

/// Before the first line.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// What is hashed begins with its own name, so that it can change one day.
const FORM: &str = "wellmet-audit-1";

/// One line of the trail, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the audit table")]
pub struct Line {
    pub id: Uuid,
    pub organisation_id: Uuid,
    pub recorded_at: Instant,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub action: String,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    pub reason: Option<String>,
    pub items: Option<i64>,
}

/// One place in the chain: how many lines it holds, and the hash of the last.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    /// 0 before the first line.
    pub sequence: i64,
    /// SHA-256 in lowercase hexadecimal.
    pub hash: String,
}

/// A line with its seal.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SealedLine {
    /// What was recorded.
    #[sqlx(flatten)]
    pub line: Line,
    /// Its place in its organisation's chain, from 1.
    pub sequence: i64,
    /// The hash of the line before it.
    pub previous_hash: String,
    /// Over the line, its place and the previous hash.
    pub hash: String,
}

/// Where and how a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A line is missing, or stands twice.
    #[error("line {expected} of the audit trail is missing, or line {found} was put in its place")]
    Gap {
        /// The place that should come next.
        expected: i64,
        /// The place that came.
        found: i64,
    },
    /// The line, or the one before it, is not what was sealed.
    #[error("line {0} of the audit trail is not what was sealed")]
    Changed(i64),
    /// Lines are missing at the end, or were added past it.
    #[error("the audit trail ends at line {found}, but {expected} lines were sealed")]
    End {
        /// Lines that were sealed.
        expected: i64,
        /// Lines that are there.
        found: i64,
    },
}

impl Link {
    /// Before the first line.
    pub fn genesis() -> Self {
        Self {
            sequence: 0,
            hash: GENESIS.to_owned(),
        }
    }

    /// Seals `line` as the next one.
    pub fn seal(&self, line: Line) -> SealedLine {
        let sequence = self.sequence + 1;
        SealedLine {
            hash: hash(&line, sequence, &self.hash),
            line,
            sequence,
            previous_hash: self.hash.clone(),
        }
    }

    /// Checks that `sealed` comes next, and goes there.
    pub fn follow(&self, sealed: &SealedLine) -> Result<Self, Broken> {
        let expected = self.sequence + 1;
        if sealed.sequence != expected {
            let found = sealed.sequence;
            return Err(Broken::Gap { expected, found });
        }
        let own = hash(&sealed.line, sealed.sequence, &sealed.previous_hash);
        if sealed.previous_hash != self.hash || sealed.hash != own {
            return Err(Broken::Changed(sealed.sequence));
        }
        Ok(sealed.link())
    }

    /// Checks that the chain was sealed up to here, and no further.
    pub fn ends_at(&self, end: &Self) -> Result<(), Broken> {
        if self.sequence != end.sequence {
            let (expected, found) = (end.sequence, self.sequence);
            return Err(Broken::End { expected, found });
        }
        if self.hash != end.hash {
            return Err(Broken::Changed(self.sequence));
        }
        Ok(())
    }
}

impl SealedLine {
    /// The place it takes in the chain.
    pub fn link(&self) -> Link {
        Link {
            sequence: self.sequence,
            hash: self.hash.clone(),
        }
    }
}

/// SHA-256 over a JSON array of the form's name, the previous hash, the place and the columns in
/// the table's order: one text for one line, and never the same for two. How many items were read
/// stands at the end, and only where they were counted: what was sealed before still holds.
fn hash(line: &Line, sequence: i64, previous: &str) -> String {
    let mut canonical = vec![
        json!(FORM),
        json!(previous),
        json!(sequence),
        json!(line.id),
        json!(line.organisation_id),
        json!(line.recorded_at),
        json!(&line.actor_kind),
        json!(line.actor_id),
        json!(&line.action),
        json!(&line.subject_kind),
        json!(line.subject_id),
        json!(&line.reason),
    ];
    canonical.extend(line.items.map(Value::from));
    let canonical = Value::from(canonical).to_string();
    HEXLOWER.encode(digest(&SHA256, canonical.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line() -> impl Strategy<Value = Line> {
        let ids = (
            any::<u128>(),
            any::<u128>(),
            any::<Option<u128>>(),
            any::<Option<u128>>(),
        );
        let words = (
            "[a-z]{1,8}",
            "[a-z._]{1,20}",
            "[a-z_]{1,10}",
            any::<Option<String>>(),
        );
        let numbers = (any::<i64>(), any::<Option<i64>>());
        (ids, words, numbers).prop_map(|(ids, words, (at, items))| Line {
            id: Uuid::from_u128(ids.0),
            organisation_id: Uuid::from_u128(ids.1),
            recorded_at: Instant::from_millis(at),
            actor_kind: words.0,
            actor_id: ids.2.map(Uuid::from_u128),
            action: words.1,
            subject_kind: words.2,
            subject_id: ids.3.map(Uuid::from_u128),
            reason: words.3,
            items,
        })
    }

    fn chain() -> impl Strategy<Value = Vec<SealedLine>> {
        prop::collection::vec(line(), 2..12).prop_map(|lines| {
            let mut end = Link::genesis();
            let seal = |line| {
                let sealed = end.seal(line);
                end = sealed.link();
                sealed
            };
            lines.into_iter().map(seal).collect()
        })
    }

    fn verify(chain: &[SealedLine], end: &Link) -> Result<(), Broken> {
        let start = Link::genesis();
        let reached = chain
            .iter()
            .try_fold(start, |link, line| link.follow(line))?;
        reached.ends_at(end)
    }

    fn end(chain: &[SealedLine]) -> Link {
        chain.last().map_or_else(Link::genesis, SealedLine::link)
    }

    /// Each way to change one line.
    fn tamper(line: &mut SealedLine, way: u8) {
        let inner = &mut line.line;
        match way {
            0 => inner.id = Uuid::from_u128(inner.id.as_u128() ^ 1),
            1 => inner.organisation_id = Uuid::from_u128(inner.organisation_id.as_u128() ^ 1),
            2 => inner.recorded_at = Instant::from_millis(inner.recorded_at.as_millis() ^ 1),
            3 => inner.actor_kind.push('x'),
            4 => inner.actor_id = other(inner.actor_id),
            5 => inner.action.push('x'),
            6 => inner.subject_kind.push('x'),
            7 => inner.subject_id = other(inner.subject_id),
            8 => inner.reason = Some(format!("{:?}", inner.reason)),
            9 => inner.items = inner.items.is_none().then_some(0),
            10 => line.sequence += 1,
            11 => line.previous_hash = GENESIS.replace('0', "1"),
            _ => line.hash = GENESIS.replace('0', "1"),
        }
    }

    fn other(id: Option<Uuid>) -> Option<Uuid> {
        id.is_none().then(Uuid::nil)
    }

    proptest! {
        #[test]
        fn an_untouched_chain_holds(chain in chain()) {
            prop_assert_eq!(verify(&chain, &end(&chain)), Ok(()));
        }

        #[test]
        fn any_change_of_any_line_shows(chain in chain(), at: prop::sample::Index, way in 0_u8..13) {
            let end = end(&chain);
            let mut forged = chain;
            tamper(at.get_mut(&mut forged), way);
            prop_assert!(verify(&forged, &end).is_err());
        }

        #[test]
        fn a_changed_line_sealed_anew_shows_in_the_next(chain in chain(), at: prop::sample::Index) {
            let end = end(&chain);
            let mut forged = chain;
            let line = at.get_mut(&mut forged);
            line.line.action.push('x');
            line.hash = hash(&line.line, line.sequence, &line.previous_hash);
            prop_assert!(verify(&forged, &end).is_err());
        }

        #[test]
        fn a_line_taken_away_shows_wherever_it_stood(chain in chain(), at: prop::sample::Index) {
            let end = end(&chain);
            let mut forged = chain;
            forged.remove(at.index(forged.len()));
            prop_assert!(verify(&forged, &end).is_err());
        }

        #[test]
        fn two_lines_that_changed_places_show(chain in chain(), at: prop::sample::Index) {
            let end = end(&chain);
            let mut forged = chain;
            let first = at.index(forged.len() - 1);
            forged.swap(first, first + 1);
            prop_assert!(verify(&forged, &end).is_err());
        }
    }
}
