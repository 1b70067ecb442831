//! That a patient agreed to be handed on.

use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{ConsentId, PrescriptionId, StaffCaller};

/// Writes down the answer that a link worker was given: `text_version` names the words they read.
pub(crate) async fn agreed_to_hand_on(
    tx: &mut Tx,
    id: ConsentId,
    prescription: PrescriptionId,
    caller: &StaffCaller,
    text_version: &str,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO consents (id, prescription_id, question, given, text_version, language,
                               recorded_by, staff_id, recorded_at)
         VALUES ($1, $2, 'share_onward', $3, $4, 'en', 'staff', $5, $6)"
    )
    .bind(id)
    .bind(prescription)
    .bind(true)
    .bind(text_version)
    .bind(caller.staff)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}
