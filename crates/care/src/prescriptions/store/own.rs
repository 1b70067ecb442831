//! A prescriber's own prescriptions, sought, sorted and by the page.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{PrescriptionId, StaffCaller};

use super::prescriptions::StoredPrescription;
use crate::people::terms::Sought;

/// Sorts after every text that begins as the one before it.
const AFTER_ALL: char = '\u{10ffff}';

/// Which of them, and from where on.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    /// Whom; empty for everybody.
    pub(crate) sought: &'a Sought,
    /// `all`, `open`, `over`, or one status.
    pub(crate) status: &'a str,
    /// The last one of the page before.
    pub(crate) after: Option<(Instant, PrescriptionId)>,
    /// Oldest first instead of newest first.
    pub(crate) oldest_first: bool,
    pub(crate) most: i64,
}

// What differs between the two orders is the comparison with the page before and the sorting. What
// differs between the databases is how words are compared: see `people::store::search`.
macro_rules! own {
    ($at_least:literal, $below:literal, $beyond:literal, $order:literal) => {
        concat!(
            "SELECT p.id, p.patient_id, t.full_name, t.preferred_name, t.email, t.phone,
                    t.birth_date, t.more, p.reason, p.goal, p.urgency, p.version + r.version AS version,
                    p.dose_sessions, p.dose_rhythm, r.id AS referral_id,
                    r.to_organisation_id, o.name AS to_organisation_name, r.status,
                    r.status_reason, p.prescribed_at,
                    (SELECT CAST(SUM(d.attended) AS BIGINT) FROM doses d
                      WHERE d.prescription_id = p.id) AS attended,
                    (SELECT c.given FROM consents c
                      WHERE c.prescription_id = p.id AND c.question = 'share_attendance'
                      ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1) AS shared,
                    (SELECT s.local_date FROM joined_notices j JOIN sessions s ON s.id = j.session_id
                      WHERE j.prescription_id = p.id
                      ORDER BY s.starts_at DESC, s.id DESC LIMIT 1) AS joined_on
               FROM prescriptions p
               JOIN patients t ON t.id = p.patient_id
               JOIN referrals r ON r.prescription_id = p.id AND r.parent_id IS NULL AND NOT r.redirected
               JOIN organisations o ON o.id = r.to_organisation_id
              WHERE p.organisation_id = $1 AND p.prescriber_id = $2
                AND ($3 OR (
                    p.patient_id IN (SELECT w.patient_id FROM patient_terms w
                                      WHERE w.organisation_id = $1
                                        AND w.term ", $at_least, " $4 AND w.term ", $below, " $5)
                AND p.patient_id IN (SELECT w.patient_id FROM patient_terms w
                                      WHERE w.organisation_id = $1
                                        AND w.term ", $at_least, " $6 AND w.term ", $below, " $7)
                AND p.patient_id IN (SELECT w.patient_id FROM patient_terms w
                                      WHERE w.organisation_id = $1
                                        AND w.term ", $at_least, " $8 AND w.term ", $below, " $9)))
                AND (CAST($10 AS TEXT) IS NULL OR t.birth_date = $10)
                AND ($11 = 'all' OR r.status = $11
                     OR ($11 = 'open'
                         AND r.status IN ('requested', 'accepted', 'on_hold', 'in_progress'))
                     OR ($11 = 'over'
                         AND r.status IN ('rejected', 'completed', 'cancelled', 'failed')))
                AND (CAST($12 AS BIGINT) IS NULL OR (p.prescribed_at, p.id) ", $beyond, " ($12, $13))
              ORDER BY ", $order, " LIMIT $14"
        )
    };
}

/// The caller's own prescriptions that are `wanted`.
pub(crate) async fn list(
    tx: &mut Tx,
    caller: &StaffCaller,
    wanted: &Wanted<'_>,
) -> Result<Vec<StoredPrescription>, DbError> {
    let text = match (tx.connection(), wanted.oldest_first) {
        (Connection::Sqlite(_), false) => own!(">=", "<", "<", "p.prescribed_at DESC, p.id DESC"),
        (Connection::Sqlite(_), true) => own!(">=", "<", ">", "p.prescribed_at, p.id"),
        (Connection::Postgres(_), false) => {
            own!("~>=~", "~<~", "<", "p.prescribed_at DESC, p.id DESC")
        }
        (Connection::Postgres(_), true) => own!("~>=~", "~<~", ">", "p.prescribed_at, p.id"),
    };
    let terms = &wanted.sought.terms;
    // A search of fewer words asks for its first again, so that one text serves all.
    let nothing = String::new();
    let first = terms.first().unwrap_or(&nothing);
    let (second, third) = (terms.get(1).unwrap_or(first), terms.get(2).unwrap_or(first));
    let end = |term: &str| format!("{term}{AFTER_ALL}");
    on!(tx, |c| sqlx::query_as(text)
        .bind(caller.organisation)
        .bind(caller.staff)
        .bind(terms.is_empty())
        .bind(first)
        .bind(end(first))
        .bind(second)
        .bind(end(second))
        .bind(third)
        .bind(end(third))
        .bind(&wanted.sought.birth_date)
        .bind(wanted.status)
        .bind(wanted.after.map(|(at, _)| at))
        .bind(wanted.after.map(|(_, id)| id))
        .bind(wanted.most)
        .fetch_all(c)
        .await)
}
