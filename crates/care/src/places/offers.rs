//! Places kept for patients until they answer, as rows. Each change is made by who holds the lock
//! of the offer's referral and of its group.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{GroupId, OfferId, OrganisationId, ReferralId, StaffId};

/// What has become of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum OfferStatus {
    /// The place is kept.
    Open,
    /// The patient took it.
    Accepted,
    /// The patient did not want it.
    Declined,
    /// Nobody answered in time.
    Expired,
    /// The patient got a place otherwise, or no longer looks for one.
    Withdrawn,
}

/// An offer.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Offer {
    pub(crate) id: OfferId,
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    #[sqlx(rename = "referral_id")]
    pub(crate) referral: ReferralId,
    pub(crate) status: OfferStatus,
    pub(crate) version: i64,
    pub(crate) expires_at: Instant,
    pub(crate) answered_at: Option<Instant>,
}

/// An offer about to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewOffer {
    pub(crate) id: OfferId,
    pub(crate) organisation: OrganisationId,
    pub(crate) group: GroupId,
    pub(crate) referral: ReferralId,
    pub(crate) made_at: Instant,
    /// Missing where they were first in line.
    pub(crate) made_by: Option<StaffId>,
    pub(crate) expires_at: Instant,
}

pub(crate) async fn insert(tx: &mut Tx, offer: &NewOffer) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO offers (id, organisation_id, group_id, referral_id, status, made_at, made_by,
                             expires_at)
         VALUES ($1, $2, $3, $4, 'open', $5, $6, $7)"
    )
    .bind(offer.id)
    .bind(offer.organisation)
    .bind(offer.group)
    .bind(offer.referral)
    .bind(offer.made_at)
    .bind(offer.made_by)
    .bind(offer.expires_at)
    .execute(c)
    .await
    .map(drop))
}

macro_rules! select_offers {
    ($filter:literal) => {
        concat!(
            "SELECT o.id, o.organisation_id, o.group_id, o.referral_id, o.status, o.version,
                    o.expires_at, o.answered_at
               FROM offers o ",
            $filter
        )
    };
}

/// One offer of a group of `organisation`.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: OfferId,
) -> Result<Option<Offer>, DbError> {
    on!(tx, |c| sqlx::query_as(select_offers!(
        "WHERE o.organisation_id = $1 AND o.id = $2"
    ))
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// The place that is kept for a patient now.
pub(crate) async fn open_of(tx: &mut Tx, referral: ReferralId) -> Result<Option<Offer>, DbError> {
    on!(tx, |c| sqlx::query_as(select_offers!(
        "WHERE o.referral_id = $1 AND o.status = 'open'"
    ))
    .bind(referral)
    .fetch_optional(c)
    .await)
}

/// Offers that nobody answered by `now`, or whose patient no longer looks for a place: of all
/// organisations, the oldest first.
pub(crate) async fn due(tx: &mut Tx, now: Instant, limit: i64) -> Result<Vec<Offer>, DbError> {
    on!(tx, |c| sqlx::query_as(select_offers!(
        "JOIN referrals r ON r.id = o.referral_id
          WHERE o.status = 'open'
            AND (o.expires_at <= $1 OR r.status <> 'accepted'
                 OR EXISTS (SELECT 1 FROM referrals h
                             WHERE h.parent_id = r.id
                               AND h.ended_at IS NULL))
          ORDER BY o.expires_at, o.id LIMIT $2"
    ))
    .bind(now)
    .bind(limit)
    .fetch_all(c)
    .await)
}

/// Whether nobody answered an offer in time.
pub(crate) async fn has_run_out(tx: &mut Tx, id: OfferId) -> Result<bool, DbError> {
    let status: Option<OfferStatus> = on!(tx, |c| sqlx::query_scalar(
        "SELECT status FROM offers WHERE id = $1"
    )
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(status == Some(OfferStatus::Expired))
}

/// Whether an open offer was made by nobody of staff, for a patient whom no mail may reach.
pub(crate) async fn is_untold(tx: &mut Tx, id: OfferId) -> Result<bool, DbError> {
    let found: Option<OfferId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT o.id FROM offers o JOIN referrals r ON r.id = o.referral_id
          WHERE o.id = $1 AND o.status = 'open' AND o.made_by IS NULL
            AND (r.card_email IS NULL
                 OR (SELECT n.given FROM consents n
                      WHERE n.prescription_id = r.prescription_id
                        AND n.question = 'contact_by_message'
                      ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1) IS NOT TRUE)"
    )
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// How many places of `group` are kept for somebody.
pub(crate) async fn count_open(tx: &mut Tx, group: GroupId) -> Result<i64, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM offers WHERE group_id = $1 AND status = 'open'"
    )
    .bind(group)
    .fetch_one(c)
    .await)
}

/// How many places of `group` became free since `since`: who gave one up may still want it back.
pub(crate) async fn count_freed_since(
    tx: &mut Tx,
    group: GroupId,
    since: Instant,
) -> Result<i64, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT (SELECT COUNT(*) FROM offers
                  WHERE group_id = $1 AND status = 'declined' AND answered_at > $2)
              + (SELECT COUNT(*) FROM memberships
                  WHERE group_id = $1 AND status = 'ended' AND ended_at > $2)"
    )
    .bind(group)
    .bind(since)
    .fetch_one(c)
    .await)
}

/// Writes what has become of an offer.
pub(crate) async fn set(
    tx: &mut Tx,
    id: OfferId,
    status: OfferStatus,
    by: Option<StaffId>,
    now: Instant,
) -> Result<(), DbError> {
    let answered_at = (status != OfferStatus::Open).then_some(now);
    on!(tx, |c| sqlx::query(
        "UPDATE offers SET status = $2, answered_at = $3, answered_by = $4, version = version + 1
          WHERE id = $1"
    )
    .bind(id)
    .bind(status)
    .bind(answered_at)
    .bind(by)
    .execute(c)
    .await
    .map(drop))
}

/// A place kept for somebody, as the group's link workers see it.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct OfferLine {
    pub(crate) id: OfferId,
    pub(crate) version: i64,
    pub(crate) referral_id: ReferralId,
    #[schema(value_type = String)]
    pub(crate) patient_name: Pii<String>,
    pub(crate) group_id: GroupId,
    pub(crate) group_name: String,
    pub(crate) expires_at: Instant,
    /// Whether it was made because they were first in line.
    pub(crate) automatic: bool,
}

macro_rules! select_lines {
    ($filter:literal) => {
        concat!(
            "SELECT o.id, o.version, o.referral_id, r.card_full_name AS patient_name, o.group_id,
                    g.name AS group_name, o.expires_at, o.made_by IS NULL AS automatic
               FROM offers o
               JOIN referrals r ON r.id = o.referral_id
               JOIN groups g ON g.id = o.group_id
              WHERE o.status = 'open' AND ",
            $filter,
            " ORDER BY o.expires_at, o.id"
        )
    };
}

/// The places of a group that are kept for somebody, those that run out first before the others.
pub(crate) async fn lines_of_group(tx: &mut Tx, group: GroupId) -> Result<Vec<OfferLine>, DbError> {
    on!(tx, |c| sqlx::query_as(select_lines!("o.group_id = $1"))
        .bind(group)
        .fetch_all(c)
        .await)
}

/// The place that is kept for the patient of a referral, if any.
pub(crate) async fn line_of_referral(
    tx: &mut Tx,
    referral: ReferralId,
) -> Result<Option<OfferLine>, DbError> {
    on!(tx, |c| sqlx::query_as(select_lines!("o.referral_id = $1"))
        .bind(referral)
        .fetch_optional(c)
        .await)
}
