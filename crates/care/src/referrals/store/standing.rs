//! How a referral stands, and with whom.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{
    GroupId, MembershipId, OrganisationId, PrescriptionId, ReferralId, ReferralStage,
    ReferralStatus, StaffId,
};

use crate::referrals::life::has_ended;

/// How a referral comes to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) status: ReferralStatus,
    pub(crate) stage: ReferralStage,
}

/// Writes how a referral stands. Who decided on it first stays on record, and the reason of a
/// status for as long as the status.
pub(crate) async fn set_standing(
    tx: &mut Tx,
    id: ReferralId,
    standing: Standing,
    reason: Option<&str>,
    now: Instant,
) -> Result<(), DbError> {
    let ended_at = has_ended(standing.status).then_some(now);
    on!(tx, |c| sqlx::query(
        "UPDATE referrals
            SET status = $1, stage = $2, ended_at = $4, version = version + 1,
                status_reason = CASE WHEN status = $1 THEN status_reason ELSE $3 END
          WHERE id = $5"
    )
    .bind(standing.status)
    .bind(standing.stage)
    .bind(reason)
    .bind(ended_at)
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}

/// Gives a referral to somebody, or to nobody.
pub(crate) async fn assign(
    tx: &mut Tx,
    id: ReferralId,
    to: Option<StaffId>,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals SET assigned_to = $1, version = version + 1 WHERE id = $2"
    )
    .bind(to)
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}

/// The day on which the patient is to be contacted next, `2026-12-01`.
pub(crate) async fn set_next_contact(
    tx: &mut Tx,
    id: ReferralId,
    on: Option<&str>,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals SET next_contact_on = $1 WHERE id = $2"
    )
    .bind(on)
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}

/// Whether the patient has a place in a group now.
pub(crate) async fn has_place(tx: &mut Tx, prescription: PrescriptionId) -> Result<bool, DbError> {
    let place: Option<MembershipId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM memberships WHERE prescription_id = $1 AND status = 'active'"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)?;
    Ok(place.is_some())
}

/// A place that ended.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct EndedPlace {
    pub(crate) id: MembershipId,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    #[sqlx(rename = "referral_id")]
    pub(crate) referral: ReferralId,
}

/// Ends the places of a prescription that is over, and says which they were.
pub(crate) async fn end_memberships(
    tx: &mut Tx,
    prescription: PrescriptionId,
    now: Instant,
) -> Result<Vec<EndedPlace>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "UPDATE memberships SET status = 'ended', ended_at = $1
          WHERE prescription_id = $2 AND status = 'active'
          RETURNING id, organisation_id, group_id, referral_id"
    )
    .bind(now)
    .bind(prescription)
    .fetch_all(c)
    .await)
}

/// Raises the version of a referral that changed beside its row.
pub(crate) async fn touch(tx: &mut Tx, id: ReferralId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE referrals SET version = version + 1 WHERE id = $1"
    )
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}
