//! The course of one prescription, as its prescriber may read it.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{OrganisationId, PrescriptionId, StaffId, Verdict};

/// How many sessions the prescriber's own prescription asks for; `None` when it is not theirs.
pub(crate) async fn prescribed_sessions(
    tx: &mut Tx,
    organisation: OrganisationId,
    prescriber: StaffId,
    prescription: PrescriptionId,
) -> Result<Option<i64>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT dose_sessions FROM prescriptions
          WHERE organisation_id = $1 AND prescriber_id = $2 AND id = $3"
    )
    .bind(organisation)
    .bind(prescriber)
    .bind(prescription)
    .fetch_optional(c)
    .await)
}

/// One session of the course.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Sat {
    /// In the session's zone, `2026-12-01`.
    pub(crate) local_date: String,
    /// Whether they were told to have joined.
    pub(crate) joined: bool,
    /// Of the newest register; `None` before it was confirmed.
    pub(crate) verdict: Option<Verdict>,
    pub(crate) summary: Option<String>,
}

/// The sessions to which the patient was invited, oldest first.
pub(crate) async fn sessions(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Vec<Sat>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT s.local_date, j.session_id IS NOT NULL AS joined, o.verdict, o.summary
           FROM memberships m
           JOIN sessions s ON s.group_id = m.group_id
           LEFT JOIN joined_notices j ON j.session_id = s.id AND j.membership_id = m.id
           LEFT JOIN registers r ON r.session_id = s.id
                AND r.version = (SELECT MAX(n.version) FROM registers n WHERE n.session_id = s.id)
           LEFT JOIN outcomes o ON o.register_id = r.id AND o.membership_id = m.id
          WHERE m.prescription_id = $1
            AND EXISTS (SELECT 1 FROM evidence e
                         WHERE e.session_id = s.id AND e.membership_id = m.id)
          ORDER BY s.starts_at, s.id"
    )
    .bind(prescription)
    .fetch_all(c)
    .await)
}
