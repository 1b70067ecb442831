//! A referral that comes into being.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{OrganisationId, PrescriptionId, ReferralId};

use crate::caseload::fold::folded;
use crate::people::card::PatientCard;

/// What is about to cross.
#[derive(Debug)]
pub(crate) struct Crossing<'a> {
    pub(crate) referral: ReferralId,
    pub(crate) prescription: PrescriptionId,
    /// The referral that is handed on by it.
    pub(crate) parent: Option<ReferralId>,
    pub(crate) from: OrganisationId,
    pub(crate) to: OrganisationId,
    pub(crate) card: &'a PatientCard,
    /// Only if the patient agreed, as the goal.
    pub(crate) reason: Option<&'a Pii<String>>,
    pub(crate) goal: Option<&'a Pii<String>>,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    crossing: &Crossing<'_>,
    now: Instant,
) -> Result<(), DbError> {
    let card = crossing.card;
    let more = card.more.to_json()?;
    on!(tx, |c| sqlx::query(
        "INSERT INTO referrals (id, prescription_id, parent_id, from_organisation_id,
                                to_organisation_id, status, card_full_name, card_preferred_name,
                                card_email, card_phone, card_birth_date, card_more, card_reason,
                                card_goal, requested_at, search_name)
         VALUES ($1, $2, $3, $4, $5, 'requested', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    )
    .bind(crossing.referral)
    .bind(crossing.prescription)
    .bind(crossing.parent)
    .bind(crossing.from)
    .bind(crossing.to)
    .bind(&card.full_name)
    .bind(&card.preferred_name)
    .bind(&card.email)
    .bind(&card.phone)
    .bind(&card.birth_date)
    .bind(&more)
    .bind(crossing.reason)
    .bind(crossing.goal)
    .bind(now)
    .bind(folded(&[&card.full_name, &card.preferred_name]))
    .execute(c)
    .await
    .map(drop))
}
