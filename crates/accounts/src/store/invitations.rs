//! `invitations`.

use wellmet_foundation::secret::TokenHash;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{InvitationId, OrganisationId, StaffId};

/// An invitation that can still be accepted.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Open {
    pub(crate) id: InvitationId,
    pub(crate) staff_id: StaffId,
    pub(crate) organisation_id: OrganisationId,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: InvitationId,
    staff: StaffId,
    token: &TokenHash,
    expires_at: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO invitations (id, staff_id, token_hash, expires_at) VALUES ($1, $2, $3, $4)"
    )
    .bind(id)
    .bind(staff)
    .bind(token)
    .bind(expires_at)
    .execute(c)
    .await
    .map(drop))
}

/// The invitation `token` was made for, when it is neither used nor expired.
pub(crate) async fn open(
    tx: &mut Tx,
    token: &TokenHash,
    now: Instant,
) -> Result<Option<Open>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT i.id, i.staff_id, s.organisation_id
           FROM invitations i JOIN staff s ON s.id = i.staff_id
          WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.expires_at > $2
            AND s.disabled_at IS NULL"
    )
    .bind(token)
    .bind(now)
    .fetch_optional(c)
    .await)
}

/// Uses the invitation up; false when somebody was quicker.
pub(crate) async fn accept(tx: &mut Tx, id: InvitationId, now: Instant) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE invitations SET accepted_at = $2
          WHERE id = $1 AND accepted_at IS NULL AND expires_at > $2"
    )
    .bind(id)
    .bind(now)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Ends whatever invitations `staff` still has: a newer one takes their place.
pub(crate) async fn expire(tx: &mut Tx, staff: StaffId, now: Instant) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE invitations SET expires_at = $2
          WHERE staff_id = $1 AND accepted_at IS NULL AND expires_at > $2"
    )
    .bind(staff)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}
