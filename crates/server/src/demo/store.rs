//! What has moved in already.

use wellmet_foundation::{DbError, Ground, Instant, on};
use wellmet_vocabulary::{GroupId, MembershipId, OrganisationId, StaffId};

pub(super) async fn organisation(
    ground: &Ground,
    name: &str,
) -> Result<Option<OrganisationId>, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT id FROM organisations WHERE name = $1 ORDER BY id LIMIT 1"
    )
    .bind(name)
    .fetch_optional(c)
    .await)
}

pub(super) async fn staff(
    ground: &Ground,
    email: &str,
) -> Result<Option<(StaffId, OrganisationId)>, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_as(
        "SELECT id, organisation_id FROM staff WHERE email = $1"
    )
    .bind(email)
    .fetch_optional(c)
    .await)
}

pub(super) async fn group(
    ground: &Ground,
    organisation: OrganisationId,
    name: &str,
) -> Result<Option<GroupId>, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT id FROM groups WHERE organisation_id = $1 AND name = $2 ORDER BY id LIMIT 1"
    )
    .bind(organisation)
    .bind(name)
    .fetch_optional(c)
    .await)
}

/// The membership of the demo's patient of that name.
pub(super) async fn membership(
    ground: &Ground,
    group: GroupId,
    full_name: &str,
) -> Result<Option<MembershipId>, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT m.id FROM memberships m JOIN referrals r ON r.id = m.referral_id
          WHERE m.group_id = $1 AND r.card_full_name = $2 ORDER BY m.id LIMIT 1"
    )
    .bind(group)
    .bind(full_name)
    .fetch_optional(c)
    .await)
}

/// When a group meets.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(super) struct Agenda {
    /// Plans it ever had.
    pub(super) series: i64,
    /// Sessions that can be joined between two instants.
    pub(super) joinable: i64,
    /// When the session under way, open or closed, was to end.
    pub(super) busy_until: Option<Instant>,
}

pub(super) async fn agenda(
    ground: &Ground,
    group: GroupId,
    now: Instant,
    soon: Instant,
) -> Result<Agenda, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM series WHERE group_id = $1) AS series,
                (SELECT COUNT(*) FROM sessions
                  WHERE group_id = $1 AND starts_at <= $3 AND ends_at > $2
                    AND state IN ('scheduled', 'preparing', 'started')) AS joinable,
                (SELECT MAX(ends_at) FROM sessions
                  WHERE group_id = $1 AND starts_at <= $3 AND ends_at > $2
                    AND state <> 'cancelled') AS busy_until"
    )
    .bind(group)
    .bind(now)
    .bind(soon)
    .fetch_one(c)
    .await)
}
