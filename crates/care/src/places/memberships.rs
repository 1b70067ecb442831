//! Who has a place in which group.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    GroupId, MembershipId, MembershipStatus, OrganisationId, PrescriptionId, ReferralId,
};

use crate::groups::RosterLine;

/// A place about to be taken.
#[derive(Debug)]
pub(crate) struct NewMembership {
    pub(crate) id: MembershipId,
    pub(crate) organisation: OrganisationId,
    pub(crate) group: GroupId,
    pub(crate) referral: ReferralId,
    pub(crate) prescription: PrescriptionId,
    pub(crate) alias: Pii<String>,
    pub(crate) started_at: Instant,
}

pub(crate) async fn insert(tx: &mut Tx, membership: &NewMembership) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO memberships (id, organisation_id, group_id, referral_id, prescription_id,
                                  alias, status, started_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'active', $7)"
    )
    .bind(membership.id)
    .bind(membership.organisation)
    .bind(membership.group)
    .bind(membership.referral)
    .bind(membership.prescription)
    .bind(&membership.alias)
    .bind(membership.started_at)
    .execute(c)
    .await
    .map(drop))
}

/// A membership, by its id.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Membership {
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    #[sqlx(rename = "referral_id")]
    pub(crate) referral: ReferralId,
    pub(crate) status: MembershipStatus,
}

/// One membership of a group of `organisation`, active or ended.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: MembershipId,
) -> Result<Option<Membership>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT group_id, referral_id, status FROM memberships
          WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// The newest ended membership of a patient in `group`.
pub(crate) async fn ended_in(
    tx: &mut Tx,
    group: GroupId,
    referral: ReferralId,
) -> Result<Option<MembershipId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM memberships
          WHERE referral_id = $1 AND group_id = $2 AND status = 'ended'
          ORDER BY ended_at DESC, id DESC LIMIT 1"
    )
    .bind(referral)
    .bind(group)
    .fetch_optional(c)
    .await)
}

/// Ends a membership.
pub(crate) async fn end(tx: &mut Tx, id: MembershipId, now: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE memberships SET status = 'ended', ended_at = $2 WHERE id = $1"
    )
    .bind(id)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Takes an ended membership up again, as if it had never ended.
pub(crate) async fn resume(tx: &mut Tx, id: MembershipId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE memberships SET status = 'active', ended_at = NULL WHERE id = $1"
    )
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}

/// A place that a patient once had.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct FormerPlace {
    pub(crate) membership_id: MembershipId,
    pub(crate) group_id: GroupId,
    pub(crate) group_name: String,
    pub(crate) ended_at: Instant,
}

/// The places that the patient of a referral once had, the newest first.
pub(crate) async fn former(tx: &mut Tx, referral: ReferralId) -> Result<Vec<FormerPlace>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT m.id AS membership_id, m.group_id, g.name AS group_name, m.ended_at
           FROM memberships m JOIN groups g ON g.id = m.group_id
          WHERE m.referral_id = $1 AND m.status = 'ended' AND m.ended_at IS NOT NULL
          ORDER BY m.ended_at DESC, m.id DESC"
    )
    .bind(referral)
    .fetch_all(c)
    .await)
}

/// How many places of `group` are taken.
pub(crate) async fn count_active(tx: &mut Tx, group: GroupId) -> Result<i64, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM memberships WHERE group_id = $1 AND status = 'active'"
    )
    .bind(group)
    .fetch_one(c)
    .await)
}

/// Every alias ever used in `group`: the name of one who left is not given to a newcomer.
pub(crate) async fn aliases(tx: &mut Tx, group: GroupId) -> Result<Vec<String>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT alias FROM memberships WHERE group_id = $1"
    )
    .bind(group)
    .fetch_all(c)
    .await)
}

/// Everybody who is or was a member of a group of `organisation`, by name.
pub(crate) async fn roster(
    tx: &mut Tx,
    organisation: OrganisationId,
    group: GroupId,
) -> Result<Vec<RosterLine>, DbError> {
    let rows: Vec<StoredMember> = on!(tx, |c| sqlx::query_as(
        "SELECT m.id, m.referral_id, r.card_full_name AS full_name, m.alias, m.status,
                (SELECT c.given FROM consents c
                  WHERE c.prescription_id = m.prescription_id
                    AND c.question = 'share_attendance'
                  ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1) AS shared
           FROM memberships m JOIN referrals r ON r.id = m.referral_id
          WHERE m.organisation_id = $1 AND m.group_id = $2
          ORDER BY r.card_full_name, m.id"
    )
    .bind(organisation)
    .bind(group)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(RosterLine::from).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct StoredMember {
    id: MembershipId,
    #[sqlx(rename = "referral_id")]
    referral: ReferralId,
    full_name: Pii<String>,
    alias: Pii<String>,
    status: MembershipStatus,
    shared: Option<bool>,
}

impl From<StoredMember> for RosterLine {
    fn from(stored: StoredMember) -> Self {
        Self {
            membership_id: stored.id,
            referral_id: stored.referral,
            full_name: stored.full_name,
            alias: stored.alias,
            status: stored.status,
            share_attendance: stored.shared.unwrap_or(false),
        }
    }
}
