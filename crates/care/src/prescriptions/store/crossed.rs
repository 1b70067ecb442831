//! What of a prescription has crossed to others, as its prescriber may still change it.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Ground, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    OrganisationId, PrescriptionId, ReferralId, ReferralStatus, Rhythm, StaffCaller, StaffId,
    Urgency,
};

use crate::prescriptions::changed::Changed;
use crate::prescriptions::prescription::{Dose, Plan};

/// The caller's own prescription and what crossed of it, which nobody else changes until the
/// transaction ends.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Own {
    #[sqlx(rename = "prescriber_id")]
    pub(crate) prescriber: StaffId,
    #[sqlx(rename = "referral_id")]
    pub(crate) referral: ReferralId,
    pub(crate) status: ReferralStatus,
    #[sqlx(rename = "to_organisation_id")]
    pub(crate) to: OrganisationId,
    /// Rises with every change of either.
    pub(crate) version: i64,
    reason: Pii<String>,
    goal: Option<Pii<String>>,
    urgency: Urgency,
    dose_sessions: i64,
    dose_rhythm: Rhythm,
}

impl Own {
    /// What was prescribed.
    pub(crate) fn plan(&self) -> Plan {
        Plan {
            reason: self.reason.clone(),
            goal: self.goal.clone(),
            urgency: self.urgency,
            dose: Dose {
                sessions: self.dose_sessions,
                rhythm: self.dose_rhythm,
            },
        }
    }
}

/// Locks a prescription that the caller wrote, after its referral: everybody locks them so.
pub(crate) async fn lock_own(
    tx: &mut Tx,
    caller: &StaffCaller,
    id: PrescriptionId,
) -> Result<Option<Own>, DbError> {
    match lock_sent(tx, caller, id).await? {
        Some(own) => Ok(Some(own)),
        // Whoever waited for a referral that was then sent elsewhere finds the one sent instead.
        None => lock_sent(tx, caller, id).await,
    }
}

macro_rules! select_own {
    ($lock:literal) => {
        concat!(
            "SELECT p.prescriber_id, r.id AS referral_id, r.status, r.to_organisation_id,
                    p.version + r.version AS version, p.reason, p.goal, p.urgency,
                    p.dose_sessions, p.dose_rhythm
               FROM referrals r JOIN prescriptions p ON p.id = r.prescription_id
              WHERE p.organisation_id = $1 AND p.prescriber_id = $2 AND p.id = $3
                AND r.parent_id IS NULL AND NOT r.redirected",
            $lock
        )
    };
}

async fn lock_sent(
    tx: &mut Tx,
    caller: &StaffCaller,
    id: PrescriptionId,
) -> Result<Option<Own>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => select_own!(""),
        Connection::Postgres(_) => select_own!(" FOR UPDATE"),
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(caller.organisation)
        .bind(caller.staff)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// Every organisation that has, or had, a referral of `prescription`.
pub(crate) async fn receivers(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Vec<OrganisationId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT DISTINCT to_organisation_id FROM referrals WHERE prescription_id = $1"
    )
    .bind(prescription)
    .fetch_all(c)
    .await)
}

/// To how many sessions the patient of `prescription` came.
pub(crate) async fn attended(tx: &mut Tx, prescription: PrescriptionId) -> Result<i64, DbError> {
    let attended: Option<i64> = on!(tx, |c| sqlx::query_scalar(
        "SELECT CAST(SUM(attended) AS BIGINT) FROM doses WHERE prescription_id = $1"
    )
    .bind(prescription)
    .fetch_one(c)
    .await)?;
    Ok(attended.unwrap_or(0))
}

/// Whose `prescription` is.
pub(crate) async fn prescribed_by(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<OrganisationId, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT organisation_id FROM prescriptions WHERE id = $1"
    )
    .bind(prescription)
    .fetch_one(c)
    .await)
}

/// Reason and goal stand on the open referrals: what has ended carries what it carried then.
pub(crate) async fn write_reason(tx: &mut Tx, prescription: PrescriptionId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals
            SET card_reason = (SELECT p.reason FROM prescriptions p WHERE p.id = $1),
                card_goal = (SELECT p.goal FROM prescriptions p WHERE p.id = $1)
          WHERE prescription_id = $1 AND ended_at IS NULL"
    )
    .bind(prescription)
    .execute(c)
    .await
    .map(drop))
}

/// Reason and goal stand on no referral any more, whatever became of it.
pub(crate) async fn erase_reason(tx: &mut Tx, prescription: PrescriptionId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals SET card_reason = NULL, card_goal = NULL WHERE prescription_id = $1"
    )
    .bind(prescription)
    .execute(c)
    .await
    .map(drop))
}

/// Writes `plan` over what was prescribed, which thereby has its next version.
pub(crate) async fn update_plan(
    tx: &mut Tx,
    prescription: PrescriptionId,
    plan: &Plan,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE prescriptions
            SET reason = $2, goal = $3, urgency = $4, dose_sessions = $5, dose_rhythm = $6,
                version = version + 1
          WHERE id = $1"
    )
    .bind(prescription)
    .bind(&plan.reason)
    .bind(&plan.goal)
    .bind(plan.urgency)
    .bind(plan.dose.sessions)
    .bind(plan.dose.rhythm)
    .execute(c)
    .await
    .map(drop))
}

/// From now on the prescription no longer goes by `referral`, but by one that is sent instead.
pub(crate) async fn set_redirected(tx: &mut Tx, referral: ReferralId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals SET redirected = TRUE WHERE id = $1"
    )
    .bind(referral)
    .execute(c)
    .await
    .map(drop))
}

/// The version that a referral sent instead of another starts from, so that a page which showed
/// the other is still known to be old.
pub(crate) async fn carry_version(
    tx: &mut Tx,
    from: ReferralId,
    to: ReferralId,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals SET version = (SELECT o.version FROM referrals o WHERE o.id = $1)
          WHERE id = $2"
    )
    .bind(from)
    .bind(to)
    .execute(c)
    .await
    .map(drop))
}

/// Appends which parts of a prescription its prescriber changed, and gives the line's id.
pub(crate) async fn insert_change(
    tx: &mut Tx,
    ground: &Ground,
    prescription: PrescriptionId,
    staff: StaffId,
    changed: &Changed,
) -> Result<uuid::Uuid, DbError> {
    let id: uuid::Uuid = ground.id();
    let changed = changed.to_json()?;
    on!(tx, |c| sqlx::query(
        "INSERT INTO prescription_history (id, prescription_id, staff_id, version, changed,
                                           changed_at)
         SELECT $1, p.id, $2, p.version, $3, $4 FROM prescriptions p WHERE p.id = $5"
    )
    .bind(id)
    .bind(staff)
    .bind(&changed)
    .bind(ground.clock.now())
    .bind(prescription)
    .execute(c)
    .await
    .map(drop))?;
    Ok(id)
}

/// One change of what was prescribed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct StoredChange {
    /// The prescription's version after it.
    pub(crate) version: i64,
    #[sqlx(try_from = "String")]
    pub(crate) changed: Changed,
    pub(crate) changed_at: Instant,
    /// Who changed it, as its reader calls them.
    pub(crate) who: String,
}

impl StoredChange {
    /// A sentence.
    pub(crate) fn in_words(&self) -> String {
        self.changed.in_words(&self.who)
    }
}

/// What was changed of `prescription`, oldest first, for `reader`.
pub(crate) async fn changes(
    tx: &mut Tx,
    prescription: PrescriptionId,
    reader: StaffId,
) -> Result<Vec<StoredChange>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT h.version, h.changed, h.changed_at,
                CASE WHEN h.staff_id = $2 THEN 'You' ELSE s.name END AS who
           FROM prescription_history h JOIN staff s ON s.id = h.staff_id
          WHERE h.prescription_id = $1 ORDER BY h.changed_at, h.id"
    )
    .bind(prescription)
    .bind(reader)
    .fetch_all(c)
    .await)
}

/// The open referrals by which somebody looks after the patient of `prescription`.
pub(crate) async fn worked_on(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Vec<ReferralId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM referrals
          WHERE prescription_id = $1 AND ended_at IS NULL
          ORDER BY requested_at, id"
    )
    .bind(prescription)
    .fetch_all(c)
    .await)
}
