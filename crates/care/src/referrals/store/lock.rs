//! Referrals that nobody else can change until the transaction ends.
//!
//! Invariant: of a chain of referrals the one sent first is locked first, by everybody, so that
//! who acts at one end and who acts at the other wait for each other and not for ever.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Pii, Tx, on};
use wellmet_vocabulary::{
    OrganisationId, PrescriptionId, ReferralId, ReferralStage, ReferralStatus, StaffId,
};

/// A referral nobody else can change until the transaction ends.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct LockedReferral {
    pub(crate) id: ReferralId,
    #[sqlx(rename = "prescription_id")]
    pub(crate) prescription: PrescriptionId,
    #[sqlx(rename = "parent_id")]
    pub(crate) parent: Option<ReferralId>,
    #[sqlx(rename = "from_organisation_id")]
    pub(crate) from: OrganisationId,
    #[sqlx(rename = "to_organisation_id")]
    pub(crate) to: OrganisationId,
    #[sqlx(rename = "prescriber_id")]
    pub(crate) prescriber: StaffId,
    pub(crate) status: ReferralStatus,
    pub(crate) stage: ReferralStage,
    pub(crate) version: i64,
    pub(crate) assigned_to: Option<StaffId>,
    #[sqlx(rename = "card_full_name")]
    pub(crate) full_name: Pii<String>,
    #[sqlx(rename = "card_preferred_name")]
    pub(crate) preferred_name: Pii<String>,
}

/// Locks a referral that `organisation` received, and those it came from.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: ReferralId,
) -> Result<Option<LockedReferral>, DbError> {
    let found = lock_whoevers(tx, id).await?;
    Ok(found.filter(|found| found.to == organisation))
}

/// Locks a referral, whoever received it, and those it came from.
pub(crate) async fn lock_whoevers(
    tx: &mut Tx,
    id: ReferralId,
) -> Result<Option<LockedReferral>, DbError> {
    let mut chain = vec![id];
    while let Some(parent) = parent_of(tx, chain.last().copied().unwrap_or(id)).await? {
        chain.push(parent);
    }
    let mut found = None;
    for id in chain.into_iter().rev() {
        found = lock_one(tx, id).await?;
    }
    Ok(found)
}

async fn parent_of(tx: &mut Tx, id: ReferralId) -> Result<Option<ReferralId>, DbError> {
    let parent: Option<Option<ReferralId>> = on!(tx, |c| sqlx::query_scalar(
        "SELECT parent_id FROM referrals WHERE id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(parent.flatten())
}

macro_rules! select_locked {
    ($filter:literal) => {
        concat!(
            "SELECT r.id, r.prescription_id, r.parent_id,
                    r.from_organisation_id, r.to_organisation_id, p.prescriber_id, r.status,
                    r.stage, r.version, r.assigned_to, r.card_full_name, r.card_preferred_name
               FROM referrals r JOIN prescriptions p ON p.id = r.prescription_id
              WHERE ",
            $filter
        )
    };
}

async fn lock_one(tx: &mut Tx, id: ReferralId) -> Result<Option<LockedReferral>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => select_locked!("r.id = $1"),
        Connection::Postgres(_) => select_locked!("r.id = $1 FOR UPDATE OF r"),
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// The open referral by which another organisation answers for the patient of `parent`; that one
/// is locked, so it stays open.
pub(crate) async fn open_child(
    tx: &mut Tx,
    parent: ReferralId,
) -> Result<Option<LockedReferral>, DbError> {
    on!(tx, |c| sqlx::query_as(select_locked!(
        "r.parent_id = $1 AND r.ended_at IS NULL"
    ))
    .bind(parent)
    .fetch_optional(c)
    .await)
}
