//! What was prescribed for one patient.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    OrganisationId, PatientId, PrescriptionId, ReferralStatus, Rhythm, StaffCaller, StaffId,
    Urgency,
};

use super::consents;
use crate::named::Named;
use crate::prescriptions::prescription::Dose;
use crate::prescriptions::progress::{Standing, progress};
use crate::prescriptions::template::{PatientsPrescription, Template};

/// Everything prescribed for `patient` in the caller's organisation, newest first.
pub(crate) async fn list(
    tx: &mut Tx,
    caller: &StaffCaller,
    patient: PatientId,
) -> Result<Vec<PatientsPrescription>, DbError> {
    let rows: Vec<StoredLine> = on!(tx, |c| sqlx::query_as(
        "SELECT p.id, p.prescriber_id, s.name AS prescriber_name, r.to_organisation_id,
                o.name AS to_organisation_name, r.status, p.dose_sessions, p.dose_rhythm,
                p.prescribed_at,
                (SELECT CAST(SUM(d.attended) AS BIGINT) FROM doses d
                  WHERE d.prescription_id = p.id) AS attended,
                (SELECT n.given FROM consents n
                  WHERE n.prescription_id = p.id AND n.question = 'share_attendance'
                  ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1) AS shared,
                (SELECT e.local_date FROM joined_notices j JOIN sessions e ON e.id = j.session_id
                  WHERE j.prescription_id = p.id
                  ORDER BY e.starts_at DESC, e.id DESC LIMIT 1) AS joined_on
           FROM prescriptions p
           JOIN staff s ON s.id = p.prescriber_id
           JOIN referrals r ON r.prescription_id = p.id AND r.parent_id IS NULL AND NOT r.redirected
           JOIN organisations o ON o.id = r.to_organisation_id
          WHERE p.organisation_id = $1 AND p.patient_id = $2
          ORDER BY p.prescribed_at DESC, p.id DESC"
    )
    .bind(caller.organisation)
    .bind(patient)
    .fetch_all(c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|row| row.read_by(caller.staff))
        .collect())
}

/// What the caller prescribed for `patient` last.
pub(crate) async fn template(
    tx: &mut Tx,
    caller: &StaffCaller,
    patient: PatientId,
) -> Result<Option<Template>, DbError> {
    let newest: Option<StoredTemplate> = on!(tx, |c| sqlx::query_as(
        "SELECT p.id, p.reason, p.goal, p.urgency, p.dose_sessions, p.dose_rhythm,
                r.to_organisation_id, p.prescribed_at
           FROM prescriptions p
           JOIN referrals r ON r.prescription_id = p.id AND r.parent_id IS NULL AND NOT r.redirected
          WHERE p.organisation_id = $1 AND p.patient_id = $2 AND p.prescriber_id = $3
          ORDER BY p.prescribed_at DESC, p.id DESC LIMIT 1"
    )
    .bind(caller.organisation)
    .bind(patient)
    .bind(caller.staff)
    .fetch_optional(c)
    .await)?;
    let Some(newest) = newest else {
        return Ok(None);
    };
    Ok(Some(Template {
        answers: consents::in_force(tx, newest.id).await?,
        text_version: consents::one_text(tx, newest.id).await?,
        reason: newest.reason,
        goal: newest.goal,
        urgency: newest.urgency,
        dose: Dose {
            sessions: newest.dose_sessions,
            rhythm: newest.dose_rhythm,
        },
        to_organisation_id: newest.to_organisation_id,
        prescribed_at: newest.prescribed_at,
    }))
}

#[derive(Debug, sqlx::FromRow)]
struct StoredTemplate {
    id: PrescriptionId,
    reason: Pii<String>,
    goal: Option<Pii<String>>,
    urgency: Urgency,
    dose_sessions: i64,
    dose_rhythm: Rhythm,
    to_organisation_id: OrganisationId,
    prescribed_at: Instant,
}

#[derive(Debug, sqlx::FromRow)]
struct StoredLine {
    id: PrescriptionId,
    prescriber_id: StaffId,
    prescriber_name: String,
    to_organisation_id: OrganisationId,
    to_organisation_name: String,
    status: ReferralStatus,
    dose_sessions: i64,
    dose_rhythm: Rhythm,
    prescribed_at: Instant,
    attended: Option<i64>,
    shared: Option<bool>,
    joined_on: Option<String>,
}

impl StoredLine {
    /// As `reader` may read it: how it went is for whoever prescribed it.
    fn read_by(self, reader: StaffId) -> PatientsPrescription {
        let own = self.prescriber_id == reader;
        let standing = Standing {
            attended: self.attended,
            joined_on: self.joined_on,
        };
        let shared = self.shared.unwrap_or(false);
        PatientsPrescription {
            id: self.id,
            own,
            prescriber: Named::new(self.prescriber_id, self.prescriber_name),
            to_organisation: Named::new(self.to_organisation_id, self.to_organisation_name),
            status: self.status,
            dose: Dose {
                sessions: self.dose_sessions,
                rhythm: self.dose_rhythm,
            },
            prescribed_at: self.prescribed_at,
            progress: own.then(|| progress(shared, standing, self.dose_sessions)),
        }
    }
}
