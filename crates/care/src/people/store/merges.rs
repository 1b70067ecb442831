//! Which cards turned out to be of one person, and what followed from one to the other.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{OrganisationId, PatientId, PatientMergeId, PrescriptionId, StaffId};

/// Two cards about to become one.
#[derive(Debug)]
pub(crate) struct NewMerge<'a> {
    pub(crate) id: PatientMergeId,
    pub(crate) organisation: OrganisationId,
    pub(crate) kept: PatientId,
    pub(crate) merged: PatientId,
    /// The kept card as it was, as JSON.
    pub(crate) kept_before: &'a str,
    pub(crate) by: StaffId,
    pub(crate) at: Instant,
}

pub(crate) async fn insert(tx: &mut Tx, merge: &NewMerge<'_>) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO patient_merges (id, organisation_id, kept_id, merged_id, kept_before,
                                     merged_by, merged_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(merge.id)
    .bind(merge.organisation)
    .bind(merge.kept)
    .bind(merge.merged)
    .bind(merge.kept_before)
    .bind(merge.by)
    .bind(merge.at)
    .execute(c)
    .await
    .map(drop))
}

/// Hangs what was prescribed for the merged patient on the kept one, and remembers what that was.
pub(crate) async fn move_prescriptions(
    tx: &mut Tx,
    merge: PatientMergeId,
    merged: PatientId,
    kept: PatientId,
) -> Result<(), DbError> {
    let moved: Vec<PrescriptionId> = on!(tx, |c| sqlx::query_scalar(
        "UPDATE prescriptions SET patient_id = $2 WHERE patient_id = $1 RETURNING id"
    )
    .bind(merged)
    .bind(kept)
    .fetch_all(c)
    .await)?;
    for prescription in moved {
        on!(tx, |c| sqlx::query(
            "INSERT INTO patient_merge_moves (merge_id, prescription_id) VALUES ($1, $2)"
        )
        .bind(merge)
        .bind(prescription)
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(())
}

/// Hangs on `merged` again what followed by `merge`.
pub(crate) async fn move_back(
    tx: &mut Tx,
    merge: PatientMergeId,
    merged: PatientId,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE prescriptions SET patient_id = $2
          WHERE id IN (SELECT m.prescription_id FROM patient_merge_moves m WHERE m.merge_id = $1)"
    )
    .bind(merge)
    .bind(merged)
    .execute(c)
    .await
    .map(drop))
}

/// A merge that stands, which nobody else undoes until the transaction ends.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct StandingMerge {
    pub(crate) id: PatientMergeId,
    #[sqlx(rename = "kept_id")]
    pub(crate) kept: PatientId,
    #[sqlx(rename = "merged_id")]
    pub(crate) merged: PatientId,
    pub(crate) kept_before: Pii<String>,
}

/// Locks a merge of `organisation` that was not undone.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientMergeId,
) -> Result<Option<StandingMerge>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "SELECT id, kept_id, merged_id, kept_before FROM patient_merges
              WHERE organisation_id = $1 AND id = $2 AND undone_at IS NULL"
        }
        Connection::Postgres(_) => {
            "SELECT id, kept_id, merged_id, kept_before FROM patient_merges
              WHERE organisation_id = $1 AND id = $2 AND undone_at IS NULL FOR UPDATE"
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(id)
        .fetch_optional(c)
        .await)
}

/// Notes that a merge was undone; what it held of the card goes with it.
pub(crate) async fn set_undone(
    tx: &mut Tx,
    id: PatientMergeId,
    by: StaffId,
    at: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE patient_merges SET undone_by = $2, undone_at = $3, kept_before = '{}'
          WHERE id = $1"
    )
    .bind(id)
    .bind(by)
    .bind(at)
    .execute(c)
    .await
    .map(drop))
}

/// A card that was merged into another and can be taken out again.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct MergedCard {
    pub(crate) id: PatientMergeId,
    pub(crate) full_name: Pii<String>,
    pub(crate) merged_at: Instant,
}

/// What was merged into `kept`, the newest first: only that can be undone before the others.
pub(crate) async fn into_card(tx: &mut Tx, kept: PatientId) -> Result<Vec<MergedCard>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT m.id, p.full_name, m.merged_at
           FROM patient_merges m JOIN patients p ON p.id = m.merged_id
          WHERE m.kept_id = $1 AND m.undone_at IS NULL
          ORDER BY m.merged_at DESC, m.id DESC"
    )
    .bind(kept)
    .fetch_all(c)
    .await)
}
