//! Referrals and their history, as the receiving organisation reads them.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Ground, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    GroupId, MembershipId, OrganisationId, PrescriptionId, ReferralId, ReferralStatus, Rhythm,
    StaffId, Urgency,
};

use crate::named::Named;
use crate::people::card::{CardMore, PatientCard};
use crate::prescriptions::prescription::Dose;
use crate::referrals::history::Change;
use crate::referrals::referral::{MatchedGroup, ReferralRow};

/// What is about to cross.
#[derive(Debug)]
pub(crate) struct Crossing<'a> {
    pub(crate) referral: ReferralId,
    pub(crate) prescription: PrescriptionId,
    pub(crate) from: OrganisationId,
    pub(crate) to: OrganisationId,
    pub(crate) card: &'a PatientCard,
    /// Only if the patient agreed, as the goal.
    pub(crate) reason: Option<&'a Pii<String>>,
    pub(crate) goal: Option<&'a Pii<String>>,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    crossing: &Crossing<'_>,
    now: Instant,
) -> Result<(), DbError> {
    let card = crossing.card;
    let more = card.more.to_json()?;
    on!(tx, |c| sqlx::query(
        "INSERT INTO referrals (id, prescription_id, from_organisation_id, to_organisation_id,
                                status, card_full_name, card_preferred_name, card_email,
                                card_phone, card_birth_date, card_more, card_reason, card_goal,
                                requested_at)
         VALUES ($1, $2, $3, $4, 'requested', $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(crossing.referral)
    .bind(crossing.prescription)
    .bind(crossing.from)
    .bind(crossing.to)
    .bind(&card.full_name)
    .bind(&card.preferred_name)
    .bind(&card.email)
    .bind(&card.phone)
    .bind(&card.birth_date)
    .bind(&more)
    .bind(crossing.reason)
    .bind(crossing.goal)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// One step in a referral's life, about to be written.
#[derive(Debug)]
pub(crate) struct NewChange<'a> {
    pub(crate) referral: ReferralId,
    pub(crate) status: ReferralStatus,
    pub(crate) staff: StaffId,
    pub(crate) reason: Option<&'a str>,
}

pub(crate) async fn insert_change(
    tx: &mut Tx,
    ground: &Ground,
    change: &NewChange<'_>,
) -> Result<(), DbError> {
    let id: uuid::Uuid = ground.id();
    on!(tx, |c| sqlx::query(
        "INSERT INTO referral_history (id, referral_id, status, staff_id, reason, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6)"
    )
    .bind(id)
    .bind(change.referral)
    .bind(change.status)
    .bind(change.staff)
    .bind(change.reason)
    .bind(ground.clock.now())
    .execute(c)
    .await
    .map(drop))
}

/// A referral nobody else can change until the transaction ends.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct LockedReferral {
    pub(crate) id: ReferralId,
    #[sqlx(rename = "prescription_id")]
    pub(crate) prescription: PrescriptionId,
    #[sqlx(rename = "from_organisation_id")]
    pub(crate) from: OrganisationId,
    #[sqlx(rename = "prescriber_id")]
    pub(crate) prescriber: StaffId,
    pub(crate) status: ReferralStatus,
    #[sqlx(rename = "card_full_name")]
    pub(crate) full_name: Pii<String>,
    #[sqlx(rename = "card_preferred_name")]
    pub(crate) preferred_name: Pii<String>,
}

/// Locks a referral that `organisation` received.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ReferralId,
) -> Result<Option<LockedReferral>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "SELECT r.id, r.prescription_id, r.from_organisation_id, p.prescriber_id, r.status,
                    r.card_full_name, r.card_preferred_name
               FROM referrals r JOIN prescriptions p ON p.id = r.prescription_id
              WHERE r.to_organisation_id = $1 AND r.id = $2"
        }
        Connection::Postgres(_) => {
            "SELECT r.id, r.prescription_id, r.from_organisation_id, p.prescriber_id, r.status,
                    r.card_full_name, r.card_preferred_name
               FROM referrals r JOIN prescriptions p ON p.id = r.prescription_id
              WHERE r.to_organisation_id = $1 AND r.id = $2 FOR UPDATE OF r"
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// Writes who decided what, and when.
pub(crate) async fn set_decision(
    tx: &mut Tx,
    change: &NewChange<'_>,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals SET status = $1, status_reason = $2, decided_by = $3, decided_at = $4
          WHERE id = $5"
    )
    .bind(change.status)
    .bind(change.reason)
    .bind(change.staff)
    .bind(now)
    .bind(change.referral)
    .execute(c)
    .await
    .map(drop))
}

/// What both the caseload and the detail select.
macro_rules! select_referrals {
    ($filter:literal) => {
        concat!(
            "SELECT r.id, r.card_full_name, r.card_preferred_name, r.card_email, r.card_phone,
                    r.card_birth_date, r.card_more, r.card_reason, r.card_goal, p.urgency, p.dose_sessions, p.dose_rhythm, r.from_organisation_id,
                    o.name AS from_organisation_name, r.status, r.status_reason, r.requested_at,
                    m.id AS membership_id, m.group_id, g.name AS group_name
               FROM referrals r
               JOIN prescriptions p ON p.id = r.prescription_id
               JOIN organisations o ON o.id = r.from_organisation_id
               LEFT JOIN memberships m ON m.referral_id = r.id AND m.status = 'active'
               LEFT JOIN groups g ON g.id = m.group_id
              WHERE r.to_organisation_id = $1",
            $filter
        )
    };
}

/// What still waits for a decision or a place, the longest wait first.
pub(crate) async fn list_open(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<StoredReferral>, DbError> {
    on!(tx, |c| sqlx::query_as(select_referrals!(
        " AND r.status IN ('requested', 'accepted') ORDER BY r.requested_at, r.id"
    ))
    .bind(organisation)
    .fetch_all(c)
    .await)
}

/// Every referral received, newest first.
pub(crate) async fn list_all(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<StoredReferral>, DbError> {
    on!(tx, |c| sqlx::query_as(select_referrals!(
        " ORDER BY r.requested_at DESC, r.id DESC"
    ))
    .bind(organisation)
    .fetch_all(c)
    .await)
}

/// One referral that `organisation` received.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ReferralId,
) -> Result<Option<StoredReferral>, DbError> {
    on!(tx, |c| sqlx::query_as(select_referrals!(" AND r.id = $2"))
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// What became of a referral. The caller has found the referral in its own organisation before.
pub(crate) async fn changes(tx: &mut Tx, referral: ReferralId) -> Result<Vec<Change>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT h.status, s.name AS staff_name, h.changed_at
           FROM referral_history h LEFT JOIN staff s ON s.id = h.staff_id
          WHERE h.referral_id = $1 ORDER BY h.changed_at"
    )
    .bind(referral)
    .fetch_all(c)
    .await)
    .map(|rows: Vec<StoredChange>| rows.into_iter().map(Change::from).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct StoredChange {
    status: ReferralStatus,
    staff_name: Option<String>,
    changed_at: Instant,
}

impl From<StoredChange> for Change {
    fn from(stored: StoredChange) -> Self {
        Self {
            status: stored.status,
            staff_name: stored.staff_name,
            at: stored.changed_at,
        }
    }
}

/// A referral with the patient's card and place.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StoredReferral {
    id: ReferralId,
    card_full_name: Pii<String>,
    card_preferred_name: Pii<String>,
    card_email: Option<Pii<String>>,
    card_phone: Option<Pii<String>>,
    card_birth_date: Option<Pii<String>>,
    #[sqlx(try_from = "String")]
    card_more: CardMore,
    card_reason: Option<Pii<String>>,
    card_goal: Option<Pii<String>>,
    urgency: Urgency,
    dose_sessions: i64,
    dose_rhythm: Rhythm,
    from_organisation_id: OrganisationId,
    pub(crate) from_organisation_name: String,
    status: ReferralStatus,
    pub(crate) status_reason: Option<Pii<String>>,
    requested_at: Instant,
    membership_id: Option<MembershipId>,
    group_id: Option<GroupId>,
    group_name: Option<String>,
}

impl From<StoredReferral> for ReferralRow {
    fn from(stored: StoredReferral) -> Self {
        let place = stored
            .membership_id
            .zip(stored.group_id)
            .zip(stored.group_name);
        Self {
            id: stored.id,
            patient: PatientCard {
                full_name: stored.card_full_name,
                preferred_name: stored.card_preferred_name,
                email: stored.card_email,
                phone: stored.card_phone,
                birth_date: stored.card_birth_date,
                more: stored.card_more,
            },
            reason: stored.card_reason,
            goal: stored.card_goal,
            urgency: stored.urgency,
            dose: Dose {
                sessions: stored.dose_sessions,
                rhythm: stored.dose_rhythm,
            },
            from_organisation: Named::new(
                stored.from_organisation_id,
                stored.from_organisation_name,
            ),
            status: stored.status,
            requested_at: stored.requested_at,
            membership: place.map(|((id, group_id), group_name)| MatchedGroup {
                id,
                group_id,
                group_name,
            }),
        }
    }
}
