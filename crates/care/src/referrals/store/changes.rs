//! The history of referrals: appended with each change, as the referral stands after it.

use uuid::Uuid;
use wellmet_foundation::{DbError, Ground, Instant, Pii, Tx, on};
use wellmet_vocabulary::{ReferralId, ReferralStage, ReferralStatus, StaffId};

use crate::prescriptions::changed::Changed;
use crate::referrals::history::{Change, OrderChange};

/// What kind of change it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum NotedKind {
    /// Another status.
    Status,
    /// Another stage, at the same status.
    Stage,
    /// Given to somebody, or to nobody.
    Assigned,
    /// Handed on to another organisation.
    HandedOn,
    /// Come back from another organisation.
    CameBack,
    /// The prescriber changed what is prescribed; it is about a line of the prescription's history.
    OrderChanged,
}

/// A change about to be noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noted<'a> {
    pub(crate) kind: NotedKind,
    /// The colleague or the organisation it was about.
    pub(crate) about: Option<Uuid>,
    /// Who of staff did it.
    pub(crate) by: Option<StaffId>,
    pub(crate) reason: Option<&'a str>,
}

impl Noted<'_> {
    /// A change of status by `by`, without a reason.
    pub(crate) const fn status(by: Option<StaffId>) -> Self {
        Self {
            kind: NotedKind::Status,
            about: None,
            by,
            reason: None,
        }
    }
}

/// Notes a change after it was made: status, stage and version are the referral's own.
pub(crate) async fn note(
    tx: &mut Tx,
    ground: &Ground,
    referral: ReferralId,
    noted: Noted<'_>,
) -> Result<(), DbError> {
    let id: Uuid = ground.id();
    on!(tx, |c| sqlx::query(
        "INSERT INTO referral_history (id, referral_id, status, stage, version, kind, about_id,
                                       staff_id, reason, changed_at)
         SELECT $1, r.id, r.status, r.stage, r.version, $2, $3, $4, $5, $6
           FROM referrals r WHERE r.id = $7"
    )
    .bind(id)
    .bind(noted.kind)
    .bind(noted.about)
    .bind(noted.by)
    .bind(noted.reason)
    .bind(ground.clock.now())
    .bind(referral)
    .execute(c)
    .await
    .map(drop))
}

/// What became of a referral. The caller has found the referral in its own organisation before.
pub(crate) async fn changes(tx: &mut Tx, referral: ReferralId) -> Result<Vec<Change>, DbError> {
    changes_since(tx, referral, 0).await
}

/// What became of a referral since it was at `version`. Staff of other organisations than the
/// receiver's have no name in it.
pub(crate) async fn changes_since(
    tx: &mut Tx,
    referral: ReferralId,
    version: i64,
) -> Result<Vec<Change>, DbError> {
    let rows: Vec<StoredChange> = on!(tx, |c| sqlx::query_as(
        "SELECT h.kind, h.status, h.stage, h.version, h.reason, h.changed_at,
                s.name AS staff_name, x.id IS NOT NULL AS by_sender,
                COALESCE(a.name, o.name) AS about_name, y.changed, w.name AS changed_by,
                (SELECT c.given FROM consents c
                  WHERE c.prescription_id = y.prescription_id AND c.question = 'share_reason'
                  ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1) AS reason_crosses
           FROM referral_history h
           JOIN referrals r ON r.id = h.referral_id
           LEFT JOIN staff s ON s.id = h.staff_id AND s.organisation_id = r.to_organisation_id
           LEFT JOIN staff x ON x.id = h.staff_id AND x.organisation_id = r.from_organisation_id
                            AND x.organisation_id <> r.to_organisation_id
           LEFT JOIN staff a ON a.id = h.about_id
           LEFT JOIN organisations o ON o.id = h.about_id
           LEFT JOIN prescription_history y ON y.id = h.about_id
           LEFT JOIN staff w ON w.id = y.staff_id AND w.organisation_id = r.from_organisation_id
          WHERE h.referral_id = $1 AND h.version > $2
          ORDER BY h.version, h.changed_at, h.id"
    )
    .bind(referral)
    .bind(version)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Change::from).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct StoredChange {
    kind: NotedKind,
    version: i64,
    status: ReferralStatus,
    stage: ReferralStage,
    reason: Option<Pii<String>>,
    changed_at: Instant,
    staff_name: Option<String>,
    by_sender: bool,
    about_name: Option<String>,
    changed: Option<String>,
    changed_by: Option<String>,
    reason_crosses: Option<bool>,
}

impl StoredChange {
    /// Of reason and goal only while the patient lets them cross.
    fn order(&self) -> Option<OrderChange> {
        let changed = Changed::try_from(self.changed.clone()?).ok()?;
        Some(OrderChange {
            changed: changed.for_receiver(self.reason_crosses.unwrap_or(false)),
            by: self.changed_by.clone(),
        })
    }
}

impl From<StoredChange> for Change {
    fn from(stored: StoredChange) -> Self {
        Self {
            order: stored.order(),
            version: stored.version,
            kind: stored.kind,
            status: stored.status,
            stage: stored.stage,
            staff_name: stored.staff_name,
            by_sender: stored.by_sender,
            about_name: stored.about_name,
            reason: stored.reason,
            at: stored.changed_at,
        }
    }
}
