//! What a membership has come to.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{MembershipId, PrescriptionId, Verdict};

use crate::dose::Dose;

/// Counts the dose of `membership` anew, from the newest version of each register.
///
/// The row is taken first, so that two registers confirmed at once are counted one after the
/// other: the second counts what the first has committed.
pub(crate) async fn recount(
    tx: &mut Tx,
    membership: MembershipId,
    prescription: PrescriptionId,
) -> Result<Dose, DbError> {
    take(tx, membership, prescription).await?;
    let dose = Dose::count(verdicts(tx, membership).await?);
    write(tx, membership, dose).await?;
    Ok(dose)
}

async fn take(
    tx: &mut Tx,
    membership: MembershipId,
    prescription: PrescriptionId,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO doses (membership_id, prescription_id) VALUES ($1, $2)
         ON CONFLICT (membership_id) DO UPDATE SET prescription_id = excluded.prescription_id"
    )
    .bind(membership)
    .bind(prescription)
    .execute(c)
    .await
    .map(drop))
}

async fn verdicts(tx: &mut Tx, membership: MembershipId) -> Result<Vec<Verdict>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "SELECT o.verdict
           FROM outcomes o JOIN registers r ON r.id = o.register_id
          WHERE o.membership_id = $1
            AND r.version = (SELECT MAX(n.version) FROM registers n
                              WHERE n.session_id = r.session_id)"
    )
    .bind(membership)
    .fetch_all(c)
    .await)
}

async fn write(tx: &mut Tx, membership: MembershipId, dose: Dose) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE doses SET attended = $2, partial = $3, brief = $4, tried = $5, missed = $6,
                          not_counted = $7, unknown = $8
          WHERE membership_id = $1"
    )
    .bind(membership)
    .bind(dose.attended)
    .bind(dose.partial)
    .bind(dose.brief)
    .bind(dose.tried)
    .bind(dose.missed)
    .bind(dose.not_counted)
    .bind(dose.unknown)
    .execute(c)
    .await
    .map(drop))
}

/// The dose of `prescription`: of every membership that came of it, one after the other. Nothing yet
/// is a dose of nothing.
pub(crate) async fn of_prescription(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Dose, DbError> {
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(
        "SELECT attended, partial, brief, tried, missed, not_counted, unknown
           FROM doses WHERE prescription_id = $1"
    )
    .bind(prescription)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Dose::from).sum())
}

#[derive(sqlx::FromRow)]
struct Row {
    attended: i64,
    partial: i64,
    brief: i64,
    tried: i64,
    missed: i64,
    not_counted: i64,
    unknown: i64,
}

impl From<Row> for Dose {
    fn from(row: Row) -> Self {
        Self {
            attended: row.attended,
            partial: row.partial,
            brief: row.brief,
            tried: row.tried,
            missed: row.missed,
            not_counted: row.not_counted,
            unknown: row.unknown,
        }
    }
}
