//! What a letter at the end of a course is made of.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{PrescriptionId, ReferralId, ReferralStatus, Rhythm, StaffCaller};

use crate::prescriptions::summary::{Counts, Summary};

/// Which course, and on whose side of it the caller is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    /// The caller prescribed it.
    Prescription(PrescriptionId),
    /// The caller's organisation received it.
    Referral(ReferralId),
}

/// A course with its names.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredSummary {
    #[sqlx(rename = "prescription_id")]
    pub(crate) prescription: PrescriptionId,
    pub(crate) status: ReferralStatus,
    pub(crate) completed_at: Option<Instant>,
    from_name: String,
    to_name: String,
    prescriber_name: String,
    patient_name: Pii<String>,
    prescribed_at: Instant,
    dose_sessions: i64,
    dose_rhythm: Rhythm,
}

impl StoredSummary {
    pub(crate) fn summary(self, completed_at: Instant, dose: Option<Counts>) -> Summary {
        Summary {
            from: self.from_name,
            to: self.to_name,
            prescriber: self.prescriber_name,
            patient: self.patient_name,
            prescribed_at: self.prescribed_at,
            completed_at,
            sessions: self.dose_sessions,
            rhythm: self.dose_rhythm,
            dose,
        }
    }
}

/// The referral a prescriber reads is the one that left with the prescription, whoever it was handed on to.
macro_rules! select_summary {
    ($filter:literal) => {
        concat!(
            "SELECT r.prescription_id, r.status,
                    (SELECT MAX(h.changed_at) FROM referral_history h
                      WHERE h.referral_id = r.id AND h.status = 'completed') AS completed_at,
                    receiver.name AS from_name, sender.name AS to_name, s.name AS prescriber_name,
                    r.card_full_name AS patient_name, p.prescribed_at, p.dose_sessions, p.dose_rhythm
               FROM referrals r
               JOIN prescriptions p ON p.id = r.prescription_id
               JOIN staff s ON s.id = p.prescriber_id
               JOIN organisations receiver ON receiver.id = r.to_organisation_id
               JOIN organisations sender ON sender.id = p.organisation_id
              WHERE ",
            $filter
        )
    };
}

/// The course the caller may read.
pub(crate) async fn find(
    tx: &mut Tx,
    caller: &StaffCaller,
    of: Of,
) -> Result<Option<StoredSummary>, DbError> {
    match of {
        Of::Prescription(id) => {
            on!(tx, |c| {
                sqlx::query_as(select_summary!(
            "p.organisation_id = $1 AND p.id = $2 AND p.prescriber_id = $3 AND r.parent_id IS NULL AND NOT r.redirected"
        ))
        .bind(caller.organisation)
        .bind(id)
        .bind(caller.staff)
        .fetch_optional(c)
        .await
            })
        }
        Of::Referral(id) => on!(tx, |c| sqlx::query_as(select_summary!(
            "r.to_organisation_id = $1 AND r.id = $2"
        ))
        .bind(caller.organisation)
        .bind(id)
        .fetch_optional(c)
        .await),
    }
}

/// Whether the prescriber may be told which sessions the patient came to.
pub(crate) async fn shares(tx: &mut Tx, prescription: PrescriptionId) -> Result<bool, DbError> {
    let newest: Option<bool> = on!(tx, |c| sqlx::query_scalar(
        "SELECT given FROM consents
          WHERE prescription_id = $1 AND question = 'share_attendance'
          ORDER BY recorded_at DESC, id DESC LIMIT 1"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)?;
    Ok(newest.unwrap_or(false))
}

/// The dose over every place the patient had by this prescription.
pub(crate) async fn dose(tx: &mut Tx, prescription: PrescriptionId) -> Result<Counts, DbError> {
    // PostgreSQL sums BIGINT to NUMERIC.
    on!(tx, |c| sqlx::query_as(
        "SELECT CAST(COALESCE(SUM(attended), 0) AS BIGINT) AS attended,
                CAST(COALESCE(SUM(partial + brief), 0) AS BIGINT) AS partly,
                CAST(COALESCE(SUM(tried), 0) AS BIGINT) AS tried,
                CAST(COALESCE(SUM(missed), 0) AS BIGINT) AS missed,
                CAST(COALESCE(SUM(not_counted), 0) AS BIGINT) AS not_counted,
                CAST(COALESCE(SUM(unknown), 0) AS BIGINT) AS unknown
           FROM doses WHERE prescription_id = $1"
    )
    .bind(prescription)
    .fetch_one(c)
    .await)
}
