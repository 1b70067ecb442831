//! `partner_invitations`.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::secret::TokenHash;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{OrganisationId, PartnerInvitationId};

use crate::partner_invitation::PartnerTerms;

/// An invitation that nobody has accepted yet, as who invited reads it.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct AskedPartner {
    id: PartnerInvitationId,
    /// Whom it is for, as who invited calls them.
    name: String,
    #[serde(flatten)]
    #[sqlx(flatten)]
    terms: PartnerTerms,
    made_at: Instant,
    expires_at: Instant,
}

/// An invitation that can still be accepted, as who holds its link reads it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Open {
    pub(crate) id: PartnerInvitationId,
    /// Who invites.
    #[sqlx(rename = "organisation_id")]
    pub(crate) by: OrganisationId,
    /// What it calls itself.
    pub(crate) by_name: String,
    /// Whom it is for, as who invited calls them.
    pub(crate) name: String,
    #[sqlx(flatten)]
    pub(crate) terms: PartnerTerms,
}

/// An invitation about to be made.
#[derive(Debug)]
pub(crate) struct New<'a> {
    pub(crate) id: PartnerInvitationId,
    pub(crate) by: OrganisationId,
    pub(crate) name: &'a str,
    pub(crate) terms: PartnerTerms,
    pub(crate) token: TokenHash,
    pub(crate) made_at: Instant,
    pub(crate) expires_at: Instant,
}

pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO partner_invitations (id, organisation_id, name, to_them, from_them,
                                          token_hash, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(new.id)
    .bind(new.by)
    .bind(new.name)
    .bind(new.terms.to_them)
    .bind(new.terms.from_them)
    .bind(&new.token)
    .bind(new.made_at)
    .bind(new.expires_at)
    .execute(c)
    .await
    .map(drop))
}

/// The open invitations of `organisation`, the newest first.
pub(crate) async fn waiting(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Instant,
) -> Result<Vec<AskedPartner>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, name, to_them, from_them, made_at, expires_at
           FROM partner_invitations
          WHERE organisation_id = $1 AND ended_at IS NULL AND expires_at > $2
          ORDER BY made_at DESC, id DESC"
    )
    .bind(organisation)
    .bind(now)
    .fetch_all(c)
    .await)
}

/// The invitation `token` was made for, when it is neither accepted, withdrawn nor expired.
pub(crate) async fn open(
    tx: &mut Tx,
    token: &TokenHash,
    now: Instant,
) -> Result<Option<Open>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT i.id, i.organisation_id, o.name AS by_name, i.name, i.to_them, i.from_them
           FROM partner_invitations i JOIN organisations o ON o.id = i.organisation_id
          WHERE i.token_hash = $1 AND i.ended_at IS NULL AND i.expires_at > $2"
    )
    .bind(token)
    .bind(now)
    .fetch_optional(c)
    .await)
}

/// Ends an invitation of `by`; false when it has ended before, or is another's.
pub(crate) async fn end(
    tx: &mut Tx,
    by: OrganisationId,
    id: PartnerInvitationId,
    now: Instant,
) -> Result<bool, DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE partner_invitations SET ended_at = $3
          WHERE id = $1 AND organisation_id = $2 AND ended_at IS NULL AND expires_at > $3"
    )
    .bind(id)
    .bind(by)
    .bind(now)
    .execute(c)
    .await
    .map(|done| done.rows_affected() == 1))
}
