//! Cards, what they are found by, and what became of them.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Ground, Instant, Pii, Tx, on};
use wellmet_vocabulary::{OrganisationId, PatientId, StaffId};

use crate::caseload::fold::folded;
use crate::people::card::{CardMore, PatientCard};
use crate::people::identifier::Identifier;
use crate::people::patient::CheckedPatient;
use crate::people::terms::terms_of;

/// Writes a new card, with what it is found by.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: PatientId,
    organisation: OrganisationId,
    patient: &CheckedPatient,
    now: Instant,
) -> Result<(), DbError> {
    let card = &patient.card;
    let more = card.more.to_json()?;
    on!(tx, |c| sqlx::query(
        "INSERT INTO patients (id, organisation_id, full_name, preferred_name, email, phone,
                               birth_date, more, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(id)
    .bind(organisation)
    .bind(&card.full_name)
    .bind(&card.preferred_name)
    .bind(&card.email)
    .bind(&card.phone)
    .bind(&card.birth_date)
    .bind(more)
    .bind(now)
    .execute(c)
    .await
    .map(drop))?;
    make_findable(tx, organisation, id, patient).await
}

/// Writes `patient` over the card `id`, which thereby has its next version.
pub(crate) async fn update(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientId,
    patient: &CheckedPatient,
) -> Result<(), DbError> {
    let card = &patient.card;
    let more = card.more.to_json()?;
    on!(tx, |c| sqlx::query(
        "UPDATE patients
            SET full_name = $3, preferred_name = $4, email = $5, phone = $6, birth_date = $7,
                more = $8, version = version + 1
          WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(id)
    .bind(&card.full_name)
    .bind(&card.preferred_name)
    .bind(&card.email)
    .bind(&card.phone)
    .bind(&card.birth_date)
    .bind(more)
    .execute(c)
    .await
    .map(drop))?;
    forget_terms(tx, id).await?;
    on!(tx, |c| sqlx::query(
        "DELETE FROM patient_identifiers WHERE patient_id = $1"
    )
    .bind(id)
    .execute(c)
    .await
    .map(drop))?;
    make_findable(tx, organisation, id, patient).await
}

/// Says which card of the same person is kept in place of `id`; `None` takes that back.
pub(crate) async fn set_merged_into(
    tx: &mut Tx,
    id: PatientId,
    kept: Option<PatientId>,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE patients SET merged_into = $2, version = version + 1 WHERE id = $1"
    )
    .bind(id)
    .bind(kept)
    .execute(c)
    .await
    .map(drop))
}

/// No search finds `id` any more.
pub(crate) async fn forget_terms(tx: &mut Tx, id: PatientId) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "DELETE FROM patient_terms WHERE patient_id = $1"
    )
    .bind(id)
    .execute(c)
    .await
    .map(drop))
}

/// Writes what `patient` is found by.
pub(crate) async fn insert_terms(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientId,
    patient: &CheckedPatient,
) -> Result<(), DbError> {
    for term in terms_of(&patient.card, &patient.identifiers) {
        on!(tx, |c| sqlx::query(
            "INSERT INTO patient_terms (organisation_id, patient_id, term) VALUES ($1, $2, $3)"
        )
        .bind(organisation)
        .bind(id)
        .bind(&term)
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(())
}

async fn make_findable(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientId,
    patient: &CheckedPatient,
) -> Result<(), DbError> {
    for identifier in &patient.identifiers {
        on!(tx, |c| sqlx::query(
            "INSERT INTO patient_identifiers (patient_id, system, value) VALUES ($1, $2, $3)"
        )
        .bind(id)
        .bind(&identifier.system)
        .bind(&identifier.value)
        .execute(c)
        .await
        .map(drop))?;
    }
    insert_terms(tx, organisation, id, patient).await
}

/// A card of the register.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct StoredPatient {
    pub(crate) id: PatientId,
    full_name: Pii<String>,
    preferred_name: Pii<String>,
    email: Option<Pii<String>>,
    phone: Option<Pii<String>>,
    birth_date: Option<Pii<String>>,
    #[sqlx(try_from = "String")]
    more: CardMore,
    pub(crate) version: i64,
    pub(crate) merged_into: Option<PatientId>,
}

impl StoredPatient {
    /// The card itself.
    pub(crate) fn card(&self) -> PatientCard {
        PatientCard {
            full_name: self.full_name.clone(),
            preferred_name: self.preferred_name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            birth_date: self.birth_date.clone(),
            more: self.more.clone(),
        }
    }
}

/// What every query of cards selects.
macro_rules! select_patients {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.full_name, p.preferred_name, p.email, p.phone, p.birth_date, p.more,
                    p.version, p.merged_into
               FROM patients p ",
            $rest
        )
    };
}
pub(crate) use select_patients;

/// One card of `organisation`.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientId,
) -> Result<Option<StoredPatient>, DbError> {
    on!(tx, |c| sqlx::query_as(select_patients!(
        "WHERE p.organisation_id = $1 AND p.id = $2"
    ))
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// One card of `organisation`, which nobody else changes until the transaction ends.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientId,
) -> Result<Option<StoredPatient>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => select_patients!("WHERE p.organisation_id = $1 AND p.id = $2"),
        Connection::Postgres(_) => {
            select_patients!("WHERE p.organisation_id = $1 AND p.id = $2 FOR UPDATE")
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// The numbers `id` is known by, in the order of their systems' keys.
pub(crate) async fn identifiers(tx: &mut Tx, id: PatientId) -> Result<Vec<Identifier>, DbError> {
    let rows: Vec<(String, Pii<String>)> = on!(tx, |c| sqlx::query_as(
        "SELECT system, value FROM patient_identifiers WHERE patient_id = $1 ORDER BY system"
    )
    .bind(id)
    .fetch_all(c)
    .await)?;
    let identifier = |(system, value)| Identifier { system, value };
    Ok(rows.into_iter().map(identifier).collect())
}

/// Appends that `staff` did `what` to a card.
pub(crate) async fn insert_history(
    tx: &mut Tx,
    ground: &Ground,
    id: PatientId,
    staff: StaffId,
    what: &str,
) -> Result<(), DbError> {
    let line: uuid::Uuid = ground.id();
    on!(tx, |c| sqlx::query(
        "INSERT INTO patient_history (id, patient_id, staff_id, what, changed_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(line)
    .bind(id)
    .bind(staff)
    .bind(what)
    .bind(ground.clock.now())
    .execute(c)
    .await
    .map(drop))
}

/// One thing that was done to a card.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct StoredChange {
    pub(crate) what: String,
    pub(crate) staff_name: String,
    pub(crate) changed_at: Instant,
}

/// What was done to a card, oldest first.
pub(crate) async fn history(tx: &mut Tx, id: PatientId) -> Result<Vec<StoredChange>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT h.what, s.name AS staff_name, h.changed_at
           FROM patient_history h JOIN staff s ON s.id = h.staff_id
          WHERE h.patient_id = $1 ORDER BY h.changed_at, h.id"
    )
    .bind(id)
    .fetch_all(c)
    .await)
}

/// Writes the card anew on the referrals of `id` that are not over, and says who received them.
/// What was handed on keeps the card it has, once the patient no longer agrees to that.
pub(crate) async fn refresh_cards(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientId,
    card: &PatientCard,
) -> Result<Vec<OrganisationId>, DbError> {
    let card = card.crossing();
    let more = card.more.to_json()?;
    on!(tx, |c| sqlx::query_scalar(
        "UPDATE referrals
            SET card_full_name = $3, card_preferred_name = $4, card_email = $5, card_phone = $6,
                card_birth_date = $7, card_more = $8, search_name = $9
          WHERE status IN ('requested', 'accepted', 'on_hold', 'in_progress')
            AND prescription_id IN (SELECT p.id FROM prescriptions p
                                     WHERE p.organisation_id = $1 AND p.patient_id = $2)
            AND (parent_id IS NULL
                 OR (SELECT n.given FROM consents n
                      WHERE n.prescription_id = referrals.prescription_id
                        AND n.question = 'share_onward'
                      ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1))
        RETURNING to_organisation_id"
    )
    .bind(organisation)
    .bind(id)
    .bind(&card.full_name)
    .bind(&card.preferred_name)
    .bind(&card.email)
    .bind(&card.phone)
    .bind(&card.birth_date)
    .bind(more)
    .bind(folded(&[&card.full_name, &card.preferred_name]))
    .fetch_all(c)
    .await)
}
