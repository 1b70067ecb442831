//! Whom a printed invitation is for.

use wellmet_foundation::{DbError, Pii, Tx, on};
use wellmet_vocabulary::{GroupId, MembershipId, OrganisationId};

/// Who gets the letter, and from whom.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Addressee {
    pub(crate) full_name: Pii<String>,
    pub(crate) preferred_name: Pii<String>,
    /// Who sends it.
    pub(crate) organisation: String,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
}

/// The addressee of a membership of `organisation`.
pub(crate) async fn addressee(
    tx: &mut Tx,
    organisation: OrganisationId,
    membership: MembershipId,
) -> Result<Option<Addressee>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT r.card_full_name AS full_name, r.card_preferred_name AS preferred_name,
                o.name AS organisation, m.group_id
           FROM memberships m
           JOIN referrals r ON r.id = m.referral_id
           JOIN organisations o ON o.id = m.organisation_id
          WHERE m.organisation_id = $1 AND m.id = $2"
    )
    .bind(organisation)
    .bind(membership)
    .fetch_optional(c)
    .await)
}
