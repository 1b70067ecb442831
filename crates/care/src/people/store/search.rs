//! Finding patients again.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::OrganisationId;

use super::patients::{StoredPatient, select_patients};
use crate::people::terms::Sought;

/// Sorts after every text that begins as the one before it.
const AFTER_ALL: char = '\u{10ffff}';

// `~>=~` compares byte by byte as SQLite does by itself, and as the index is sorted.
macro_rules! by_terms {
    ($at_least:literal, $below:literal) => {
        concat!(
            "SELECT p.id, p.full_name, p.preferred_name, p.email, p.phone, p.birth_date, p.more,
                    p.version, p.merged_into
               FROM patients p
              WHERE p.organisation_id = $1 AND p.merged_into IS NULL
                AND p.id IN (SELECT t.patient_id FROM patient_terms t WHERE t.organisation_id = $1
                                AND t.term ", $at_least, " $2 AND t.term ", $below, " $3)
                AND p.id IN (SELECT t.patient_id FROM patient_terms t WHERE t.organisation_id = $1
                                AND t.term ", $at_least, " $4 AND t.term ", $below, " $5)
                AND p.id IN (SELECT t.patient_id FROM patient_terms t WHERE t.organisation_id = $1
                                AND t.term ", $at_least, " $6 AND t.term ", $below, " $7)
                AND (CAST($8 AS TEXT) IS NULL OR p.birth_date = $8)
              ORDER BY p.full_name, p.id LIMIT $9"
        )
    };
}

/// At most `most` patients of `organisation` that fit all of `sought`, by name.
pub(crate) async fn find(
    tx: &mut Tx,
    organisation: OrganisationId,
    sought: &Sought,
    most: i64,
) -> Result<Vec<StoredPatient>, DbError> {
    let mut terms = sought.terms.iter();
    let Some(first) = terms.next() else {
        return born_on(tx, organisation, sought.birth_date.as_deref(), most).await;
    };
    // A search of one word asks for the same word three times, so that one text serves all.
    let (second, third) = (terms.next().unwrap_or(first), terms.next().unwrap_or(first));
    let text = match tx.connection() {
        Connection::Sqlite(_) => by_terms!(">=", "<"),
        Connection::Postgres(_) => by_terms!("~>=~", "~<~"),
    };
    let end = |term: &str| format!("{term}{AFTER_ALL}");
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(first)
        .bind(end(first))
        .bind(second)
        .bind(end(second))
        .bind(third)
        .bind(end(third))
        .bind(&sought.birth_date)
        .bind(most)
        .fetch_all(c)
        .await)
}

/// At most `most` patients of `organisation` who were born on `date`, by name.
pub(crate) async fn born_on(
    tx: &mut Tx,
    organisation: OrganisationId,
    date: Option<&str>,
    most: i64,
) -> Result<Vec<StoredPatient>, DbError> {
    on!(tx, |c| sqlx::query_as(select_patients!(
        "WHERE p.organisation_id = $1 AND p.birth_date = $2 AND p.merged_into IS NULL
         ORDER BY p.full_name, p.id LIMIT $3"
    ))
    .bind(organisation)
    .bind(date)
    .bind(most)
    .fetch_all(c)
    .await)
}

/// At most `most` patients of `organisation` that have `term`.
pub(crate) async fn with_term(
    tx: &mut Tx,
    organisation: OrganisationId,
    term: &str,
    most: i64,
) -> Result<Vec<StoredPatient>, DbError> {
    on!(tx, |c| sqlx::query_as(select_patients!(
        "WHERE p.organisation_id = $1 AND p.merged_into IS NULL
           AND p.id IN (SELECT t.patient_id FROM patient_terms t
                         WHERE t.organisation_id = $1 AND t.term = $2)
         ORDER BY p.full_name, p.id LIMIT $3"
    ))
    .bind(organisation)
    .bind(term)
    .bind(most)
    .fetch_all(c)
    .await)
}
