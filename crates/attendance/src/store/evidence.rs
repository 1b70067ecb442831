//! Evidence and attestations: append-only.

use std::time::Duration;

use wellmet_foundation::{DbError, Ground, Instant, Tx, on};
use wellmet_vocabulary::{
    EvidenceId, EvidenceLevel, Flow, MediaIdentity, MembershipId, SessionId, StaffId, Verdict,
};

use super::PersonColumns;
use crate::ids::SourceId;
use crate::outcome::{Attestation, Fact, Interval, Person, Proof, Step};

/// A fact about a person in a session, about to be recorded.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    pub(crate) session: SessionId,
    pub(crate) person: Person,
    pub(crate) level: EvidenceLevel,
    pub(crate) source: Source,
    /// Recording the same source twice records it once.
    pub(crate) source_id: SourceId,
    pub(crate) identity: Option<MediaIdentity>,
    pub(crate) at: Instant,
    /// Set on intervals.
    pub(crate) until: Option<Instant>,
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Source {
    /// The session's opening.
    Schedule,
    /// The door.
    Door,
    /// The media plane: ICE and DTLS are up.
    Signalling,
    /// The media plane: their packets arrive.
    MediaIn,
    /// The media plane: media reaches them.
    MediaOut,
    /// The media plane: nobody sends, and they answer.
    Quiet,
    /// A facilitator.
    Facilitator,
    /// Nobody: we lost sight of them.
    Gap,
}

impl From<Flow> for Source {
    fn from(flow: Flow) -> Self {
        match flow {
            Flow::In => Self::MediaIn,
            Flow::Out => Self::MediaOut,
            Flow::Quiet => Self::Quiet,
        }
    }
}

/// Appends `evidence`; says whether it was new.
pub(crate) async fn append(
    tx: &mut Tx,
    ground: &Ground,
    evidence: &Evidence,
) -> Result<bool, DbError> {
    insert(tx, ground, ground.id(), evidence).await
}

async fn insert(
    tx: &mut Tx,
    ground: &Ground,
    id: EvidenceId,
    evidence: &Evidence,
) -> Result<bool, DbError> {
    let person = PersonColumns::from(evidence.person);
    on!(tx, |c| sqlx::query(
        "INSERT INTO evidence (id, session_id, membership_id, staff_id, level, source, source_id,
                               identity, at, until, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (session_id, level, source, source_id) DO NOTHING"
    )
    .bind(id)
    .bind(evidence.session)
    .bind(person.membership_id)
    .bind(person.staff_id)
    .bind(evidence.level)
    .bind(evidence.source)
    .bind(evidence.source_id)
    .bind(evidence.identity.as_ref())
    .bind(evidence.at)
    .bind(evidence.until)
    .bind(ground.clock.now())
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Appends a facilitator's word on `membership` (E7).
pub(crate) async fn attest(
    tx: &mut Tx,
    ground: &Ground,
    session: SessionId,
    membership: MembershipId,
    word: &Word<'_>,
) -> Result<(), DbError> {
    let id: EvidenceId = ground.id();
    let evidence = Evidence {
        session,
        person: Person::Member(membership),
        level: EvidenceLevel::E7,
        source: Source::Facilitator,
        source_id: uuid::Uuid::from(id).into(),
        identity: None,
        at: ground.clock.now(),
        until: None,
    };
    insert(tx, ground, id, &evidence).await?;
    on!(tx, |c| sqlx::query(
        "INSERT INTO attestations (evidence_id, attested_by, verdict, reason)
         VALUES ($1, $2, $3, $4)"
    )
    .bind(id)
    .bind(word.by)
    .bind(word.verdict)
    .bind(word.reason)
    .execute(c)
    .await
    .map(drop))
}

/// What a facilitator says, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) by: StaffId,
    pub(crate) verdict: Verdict,
    pub(crate) reason: &'a str,
}

/// The active memberships of the session's group.
pub(crate) async fn invited(tx: &mut Tx, session: SessionId) -> Result<Vec<MembershipId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT m.id FROM memberships m JOIN sessions s ON s.group_id = m.group_id
          WHERE s.id = $1 AND m.status = 'active'
          ORDER BY m.id"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}

/// Whether `person` has evidence of `level` in the `length` of time up to `at`.
pub(crate) async fn seen_within(
    tx: &mut Tx,
    session: SessionId,
    person: Person,
    level: EvidenceLevel,
    at: Instant,
    length: Duration,
) -> Result<bool, DbError> {
    let person = PersonColumns::from(person);
    let seen: Option<EvidenceId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM evidence
          WHERE session_id = $1 AND level = $2 AND at > $3 AND at <= $4
            AND (membership_id = $5 OR staff_id = $6) LIMIT 1"
    )
    .bind(session)
    .bind(level)
    .bind(at - length)
    .bind(at)
    .bind(person.membership_id)
    .bind(person.staff_id)
    .fetch_optional(c)
    .await)?;
    Ok(seen.is_some())
}

/// Everything recorded about `session`, as the fold reads it.
pub(crate) async fn facts(tx: &mut Tx, session: SessionId) -> Result<Vec<Fact>, DbError> {
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(
        "SELECT e.id, e.membership_id, e.staff_id, e.level, e.source, e.at, e.until,
                a.attested_by, a.verdict
           FROM evidence e LEFT JOIN attestations a ON a.evidence_id = e.id
          WHERE e.session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await)?;
    rows.into_iter()
        .filter_map(|row| row.fact().transpose())
        .collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    id: EvidenceId,
    #[sqlx(flatten)]
    person: PersonColumns,
    level: EvidenceLevel,
    source: Source,
    at: Instant,
    until: Option<Instant>,
    attested_by: Option<StaffId>,
    verdict: Option<Verdict>,
}

impl Row {
    fn fact(self) -> Result<Option<Fact>, DbError> {
        let person = self.person.try_into()?;
        Ok(self.proof().map(|proof| Fact { person, proof }))
    }

    /// `None` for an interval that is empty, or a word that nobody gave.
    fn proof(&self) -> Option<Proof> {
        match self.level {
            EvidenceLevel::E0 => Some(Proof::Invited),
            EvidenceLevel::E5 => {
                let interval = Interval::new(self.at, self.until?)?;
                Some(match self.source {
                    Source::Gap => Proof::Lost(interval),
                    _ => Proof::Media(interval),
                })
            }
            EvidenceLevel::E2 if self.until.is_some() => Some(Proof::StoppedWaiting(self.at)),
            EvidenceLevel::E6 => Some(Proof::TookPart(self.at)),
            EvidenceLevel::E7 => Some(Proof::Attested(Attestation {
                at: self.at,
                evidence: self.id,
                by: self.attested_by?,
                verdict: self.verdict?,
            })),
            step => Step::of(step).map(|step| Proof::Reached(step, self.at)),
        }
    }
}
