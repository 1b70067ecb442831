//! Who waits for a place in which group, as rows. The order is that of coming.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, ReferralId, WaitId};

/// Why somebody no longer waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum LeftWhy {
    /// They have a place, here or elsewhere.
    Placed,
    /// They did not want the place they were offered.
    Declined,
    /// They did not answer an offer.
    Expired,
    /// They no longer want to wait.
    Left,
}

/// Lets somebody wait at the end of the line.
pub(crate) async fn join(
    tx: &mut Tx,
    id: WaitId,
    organisation: OrganisationId,
    group: GroupId,
    referral: ReferralId,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO waitlist (id, organisation_id, group_id, referral_id, joined_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(id)
    .bind(organisation)
    .bind(group)
    .bind(referral)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Gives somebody back the place in line they left for the reason `why` since `since`; says
/// whether they had one.
pub(crate) async fn rejoin(
    tx: &mut Tx,
    group: GroupId,
    referral: ReferralId,
    why: LeftWhy,
    since: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE waitlist SET left_at = NULL, left_why = NULL
          WHERE id = (SELECT w.id FROM waitlist w
                       WHERE w.group_id = $1 AND w.referral_id = $2 AND w.left_why = $3
                         AND w.left_at >= $4
                       ORDER BY w.left_at DESC, w.id DESC LIMIT 1)"
    )
    .bind(group)
    .bind(referral)
    .bind(why)
    .bind(since)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Whether somebody waits for a place in `group`.
pub(crate) async fn waits(
    tx: &mut Tx,
    group: GroupId,
    referral: ReferralId,
) -> Result<bool, DbError> {
    let found: Option<WaitId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM waitlist
          WHERE group_id = $1 AND referral_id = $2 AND left_at IS NULL"
    )
    .bind(group)
    .bind(referral)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Whether the patient of a referral waits for a place in any group.
pub(crate) async fn waits_anywhere(tx: &mut Tx, referral: ReferralId) -> Result<bool, DbError> {
    let found: Option<WaitId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM waitlist WHERE referral_id = $1 AND left_at IS NULL LIMIT 1"
    )
    .bind(referral)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Takes somebody out of the line of `group`; says whether they were in it.
pub(crate) async fn leave(
    tx: &mut Tx,
    group: GroupId,
    referral: ReferralId,
    why: LeftWhy,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE waitlist SET left_at = $3, left_why = $4
          WHERE group_id = $1 AND referral_id = $2 AND left_at IS NULL"
    )
    .bind(group)
    .bind(referral)
    .bind(now)
    .bind(why)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Takes somebody who has a place out of every line.
pub(crate) async fn leave_all(
    tx: &mut Tx,
    referral: ReferralId,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE waitlist SET left_at = $2, left_why = 'placed'
          WHERE referral_id = $1 AND left_at IS NULL"
    )
    .bind(referral)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Which referrals no longer look for a place here: they have ended, or were handed on.
macro_rules! gone {
    () => {
        "(r.ended_at IS NOT NULL
          OR EXISTS (SELECT 1 FROM referrals h
                      WHERE h.parent_id = r.id AND h.ended_at IS NULL))"
    };
}

/// Takes everybody out whose referral has ended or was handed on: of all organisations.
pub(crate) async fn leave_ended(tx: &mut Tx, now: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(concat!(
        "UPDATE waitlist SET left_at = $1, left_why = 'left'
          WHERE left_at IS NULL
            AND referral_id IN (SELECT r.id FROM referrals r WHERE ",
        gone!(),
        ")"
    ))
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Whether anybody waits whose referral has ended or was handed on, of all organisations.
pub(crate) async fn any_ended(tx: &mut Tx) -> Result<bool, DbError> {
    let found: Option<WaitId> = on!(tx, |c| sqlx::query_scalar(concat!(
        "SELECT w.id FROM waitlist w JOIN referrals r ON r.id = w.referral_id
          WHERE w.left_at IS NULL AND ",
        gone!(),
        " LIMIT 1"
    ))
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Somebody who could be offered a place now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Next {
    #[sqlx(rename = "organisation_id")]
    pub(crate) organisation: OrganisationId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
    #[sqlx(rename = "referral_id")]
    pub(crate) referral: ReferralId,
}

/// Who waits, looks for a place and has no offer open, in the order of coming.
macro_rules! select_next {
    ($filter:literal) => {
        concat!(
            "SELECT w.organisation_id, w.group_id, w.referral_id
               FROM waitlist w
               JOIN referrals r ON r.id = w.referral_id
               JOIN groups g ON g.id = w.group_id
              WHERE w.left_at IS NULL AND r.status = 'accepted'
                AND NOT EXISTS (SELECT 1 FROM offers o
                                 WHERE o.referral_id = r.id AND o.status = 'open')
                AND NOT ",
            gone!(),
            $filter
        )
    };
}

/// Everybody who may be offered a place, of all organisations.
pub(crate) async fn ready(tx: &mut Tx, limit: i64) -> Result<Vec<Next>, DbError> {
    on!(tx, |c| sqlx::query_as(select_next!(
        " AND g.capacity > (SELECT COUNT(*) FROM memberships m
                             WHERE m.group_id = g.id AND m.status = 'active')
                         + (SELECT COUNT(*) FROM offers f
                             WHERE f.group_id = g.id AND f.status = 'open')
          ORDER BY w.joined_at, w.id LIMIT $1"
    ))
    .bind(limit)
    .fetch_all(c)
    .await)
}

/// Who is first in the line of a locked group.
pub(crate) async fn first(tx: &mut Tx, group: GroupId) -> Result<Option<Next>, DbError> {
    on!(tx, |c| sqlx::query_as(select_next!(
        " AND w.group_id = $1 ORDER BY w.joined_at, w.id LIMIT 1"
    ))
    .bind(group)
    .fetch_optional(c)
    .await)
}

/// Somebody in a line.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct Waiting {
    pub(crate) referral_id: ReferralId,
    #[schema(value_type = String)]
    pub(crate) patient_name: Pii<String>,
    pub(crate) group_id: GroupId,
    pub(crate) group_name: String,
    pub(crate) joined_at: Instant,
    /// Counted from 1.
    pub(crate) position: i64,
}

macro_rules! select_waiting {
    ($filter:literal) => {
        concat!(
            "SELECT w.referral_id, r.card_full_name AS patient_name, w.group_id,
                    g.name AS group_name, w.joined_at,
                    (SELECT COUNT(*) FROM waitlist e
                      WHERE e.group_id = w.group_id AND e.left_at IS NULL
                        AND (e.joined_at < w.joined_at
                             OR (e.joined_at = w.joined_at AND e.id <= w.id))) AS position
               FROM waitlist w
               JOIN referrals r ON r.id = w.referral_id
               JOIN groups g ON g.id = w.group_id
              WHERE w.left_at IS NULL AND ",
            $filter,
            " ORDER BY w.joined_at, w.id"
        )
    };
}

/// The line of a group.
pub(crate) async fn of_group(tx: &mut Tx, group: GroupId) -> Result<Vec<Waiting>, DbError> {
    on!(tx, |c| sqlx::query_as(select_waiting!("w.group_id = $1"))
        .bind(group)
        .fetch_all(c)
        .await)
}

/// Where the patient of a referral waits.
pub(crate) async fn of_referral(
    tx: &mut Tx,
    referral: ReferralId,
) -> Result<Vec<Waiting>, DbError> {
    on!(tx, |c| sqlx::query_as(select_waiting!(
        "w.referral_id = $1"
    ))
    .bind(referral)
    .fetch_all(c)
    .await)
}
