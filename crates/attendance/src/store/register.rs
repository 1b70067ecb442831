//! Registers and the outcomes in them, version by version.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{
    EvidenceId, MembershipId, OrganisationId, RegisterId, SessionId, StaffId, Verdict,
};

/// One version of a session's register.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Version {
    pub(crate) id: RegisterId,
    pub(crate) version: i64,
    /// The name of who confirmed it; `None` when it closed by itself.
    pub(crate) confirmed_by: Option<String>,
    pub(crate) confirmed_at: Instant,
}

/// One person's line in a register.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Line {
    #[sqlx(rename = "membership_id")]
    pub(crate) membership: MembershipId,
    pub(crate) verdict: Verdict,
    pub(crate) dwell_ms: i64,
    pub(crate) window_ms: i64,
    pub(crate) rule_version: i64,
    /// For the group's staff, with times.
    pub(crate) explanation: String,
    /// For the prescriber, without.
    pub(crate) summary: String,
    pub(crate) attested_by: Option<StaffId>,
    pub(crate) attested_reason: Option<String>,
}

/// The newest version of the register of `session`; `None` before it was confirmed.
pub(crate) async fn newest(tx: &mut Tx, session: SessionId) -> Result<Option<Version>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT r.id, r.version, s.name AS confirmed_by, r.confirmed_at
           FROM registers r LEFT JOIN staff s ON s.id = r.confirmed_by
          WHERE r.session_id = $1 ORDER BY r.version DESC LIMIT 1"
    )
    .bind(session)
    .fetch_optional(c)
    .await)
}

/// Opens version `version`. A unique violation says that somebody was faster.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: RegisterId,
    session: SessionId,
    version: i64,
    by: Option<StaffId>,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO registers (id, session_id, version, confirmed_by, confirmed_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(id)
    .bind(session)
    .bind(version)
    .bind(by)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Writes `line` into `register`.
pub(crate) async fn insert_line(
    tx: &mut Tx,
    register: RegisterId,
    session: SessionId,
    line: &Line,
) -> Result<(), DbError> {
    on!(tx, |c| {
        sqlx::query(
        "INSERT INTO outcomes (register_id, session_id, membership_id, verdict, dwell_ms, window_ms,
                               rule_version, explanation, summary, attested_by, attested_reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    )
    .bind(register)
    .bind(session)
    .bind(line.membership)
    .bind(line.verdict)
    .bind(line.dwell_ms)
    .bind(line.window_ms)
    .bind(line.rule_version)
    .bind(&line.explanation)
    .bind(&line.summary)
    .bind(line.attested_by)
    .bind(line.attested_reason.as_ref())
    .execute(c)
    .await
    .map(drop)
    })
}

/// The lines of `register`.
pub(crate) async fn lines(tx: &mut Tx, register: RegisterId) -> Result<Vec<Line>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT membership_id, verdict, dwell_ms, window_ms, rule_version, explanation, summary,
                attested_by, attested_reason
           FROM outcomes WHERE register_id = $1 ORDER BY membership_id"
    )
    .bind(register)
    .fetch_all(c)
    .await)
}

/// A name, as the group's staff may see it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Named<Id> {
    pub(crate) id: Id,
    pub(crate) name: String,
}

/// The full names of everybody of whom `session` has evidence.
pub(crate) async fn names(
    tx: &mut Tx,
    organisation: OrganisationId,
    session: SessionId,
) -> Result<Vec<Named<MembershipId>>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT m.id, r.card_full_name AS name
           FROM memberships m JOIN referrals r ON r.id = m.referral_id
          WHERE m.organisation_id = $1
            AND m.id IN (SELECT e.membership_id FROM evidence e WHERE e.session_id = $2)
          ORDER BY r.card_full_name, m.id"
    )
    .bind(organisation)
    .bind(session)
    .fetch_all(c)
    .await)
}

/// The names of those who attested something in `session`.
pub(crate) async fn attesters(
    tx: &mut Tx,
    session: SessionId,
) -> Result<Vec<Named<StaffId>>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT DISTINCT s.id, s.name
           FROM evidence e JOIN attestations a ON a.evidence_id = e.id
                           JOIN staff s ON s.id = a.attested_by
          WHERE e.session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}

/// The reasons given in `session`, by attestation.
pub(crate) async fn reasons(
    tx: &mut Tx,
    session: SessionId,
) -> Result<Vec<Named<EvidenceId>>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT a.evidence_id AS id, a.reason AS name
           FROM evidence e JOIN attestations a ON a.evidence_id = e.id
          WHERE e.session_id = $1"
    )
    .bind(session)
    .fetch_all(c)
    .await)
}

/// How many active members the group has.
pub(crate) async fn expected(tx: &mut Tx, session: SessionId) -> Result<i64, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM memberships m JOIN sessions s ON s.group_id = m.group_id
          WHERE s.id = $1 AND m.status = 'active'"
    )
    .bind(session)
    .fetch_one(c)
    .await)
}
