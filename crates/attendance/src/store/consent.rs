//! Whether attendance may be shared with the prescriber: care keeps the answers.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::PrescriptionId;

/// The newest answer is in force; without one, nothing is shared.
pub(crate) async fn may_share(tx: &mut Tx, prescription: PrescriptionId) -> Result<bool, DbError> {
    let given: Option<bool> = on!(tx, |c| sqlx::query_scalar(
        "SELECT given FROM consents
          WHERE prescription_id = $1 AND question = 'share_attendance'
          ORDER BY recorded_at DESC, id DESC LIMIT 1"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)?;
    Ok(given.unwrap_or(false))
}
