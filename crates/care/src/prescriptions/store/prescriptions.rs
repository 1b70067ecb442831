//! Prescriptions, as the prescriber's organisation holds them.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    OrganisationId, PatientId, PrescriptionId, ReferralId, ReferralStatus, Rhythm, StaffCaller,
    Urgency,
};

use crate::named::Named;
use crate::people::card::{CardMore, PatientCard};
use crate::prescriptions::prescribe::Prescribed;
use crate::prescriptions::prescription::{Dose, Plan, PrescriptionRow};
use crate::prescriptions::progress::{Standing, progress};

/// Whether `from` may refer patients to `to`.
pub(crate) async fn is_partner(
    tx: &mut Tx,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<bool, DbError> {
    let found: Option<OrganisationId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT to_organisation_id FROM partnerships
          WHERE from_organisation_id = $1 AND to_organisation_id = $2"
    )
    .bind(from)
    .bind(to)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

pub(crate) async fn insert(
    tx: &mut Tx,
    made: Prescribed,
    caller: &StaffCaller,
    plan: &Plan,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO prescriptions (id, organisation_id, patient_id, prescriber_id, reason,
                                    goal, urgency, dose_sessions, dose_rhythm, prescribed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(made.prescription)
    .bind(caller.organisation)
    .bind(made.patient)
    .bind(caller.staff)
    .bind(&plan.reason)
    .bind(&plan.goal)
    .bind(plan.urgency)
    .bind(plan.dose.sessions)
    .bind(plan.dose.rhythm)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// What the detail selects. The newest consent is the one in force.
macro_rules! select_prescriptions {
    ($filter:literal) => {
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
              WHERE p.organisation_id = $1 AND p.prescriber_id = $2",
            $filter
        )
    };
}

/// One prescription the caller wrote.
pub(crate) async fn find(
    tx: &mut Tx,
    caller: &StaffCaller,
    id: PrescriptionId,
) -> Result<Option<StoredPrescription>, DbError> {
    on!(tx, |c| sqlx::query_as(select_prescriptions!(
        " AND p.id = $3"
    ))
    .bind(caller.organisation)
    .bind(caller.staff)
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// A prescription with what became of it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredPrescription {
    id: PrescriptionId,
    patient_id: PatientId,
    full_name: Pii<String>,
    preferred_name: Pii<String>,
    email: Option<Pii<String>>,
    phone: Option<Pii<String>>,
    birth_date: Option<Pii<String>>,
    #[sqlx(try_from = "String")]
    more: CardMore,
    reason: Pii<String>,
    pub(crate) goal: Option<Pii<String>>,
    urgency: Urgency,
    pub(crate) version: i64,
    dose_sessions: i64,
    dose_rhythm: Rhythm,
    pub(crate) referral_id: ReferralId,
    to_organisation_id: OrganisationId,
    pub(crate) to_organisation_name: String,
    status: ReferralStatus,
    pub(crate) status_reason: Option<Pii<String>>,
    prescribed_at: Instant,
    attended: Option<i64>,
    shared: Option<bool>,
    joined_on: Option<String>,
}

impl StoredPrescription {
    /// Whether attendance may be told; nothing was ever asked means no.
    pub(crate) fn share_attendance(&self) -> bool {
        self.shared.unwrap_or(false)
    }

    /// The patient, to the prescriber who knows them.
    pub(crate) fn card(&self) -> PatientCard {
        PatientCard {
            full_name: self.full_name.clone(),
            preferred_name: self.preferred_name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            birth_date: self.birth_date.clone(),
            more: self.more.clone(),
        }
    }
}

impl From<StoredPrescription> for PrescriptionRow {
    fn from(stored: StoredPrescription) -> Self {
        let shared = stored.share_attendance();
        let standing = Standing {
            attended: stored.attended,
            joined_on: stored.joined_on,
        };
        Self {
            id: stored.id,
            patient_id: stored.patient_id,
            urgency: stored.urgency,
            progress: progress(shared, standing, stored.dose_sessions),
            patient_name: stored.full_name,
            reason: stored.reason,
            dose: Dose {
                sessions: stored.dose_sessions,
                rhythm: stored.dose_rhythm,
            },
            to_organisation: Named::new(stored.to_organisation_id, stored.to_organisation_name),
            status: stored.status,
            prescribed_at: stored.prescribed_at,
        }
    }
}
