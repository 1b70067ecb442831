//! Patients, as the prescriber's organisation holds them.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{OrganisationId, PatientId};

use crate::people::patient::PatientCard;

pub(crate) async fn insert(
    tx: &mut Tx,
    id: PatientId,
    organisation: OrganisationId,
    card: &PatientCard,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO patients (id, organisation_id, full_name, preferred_name, email, phone,
                               created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(id)
    .bind(organisation)
    .bind(&card.full_name)
    .bind(&card.preferred_name)
    .bind(&card.email)
    .bind(&card.phone)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}
