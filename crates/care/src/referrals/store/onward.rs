//! What a patient answered when asked whether their card may be passed on.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::PrescriptionId;

/// The answer in force.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
pub(crate) struct OnwardAnswer {
    pub(crate) given: bool,
    #[sqlx(rename = "recorded_at")]
    pub(crate) at: Instant,
    /// The organisation whose staff asked; its people have no name elsewhere.
    pub(crate) by: String,
}

/// The answer about `prescription` that is in force; `None` when nobody was asked.
pub(crate) async fn onward_answer(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Option<OnwardAnswer>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT n.given, n.recorded_at, o.name AS by
           FROM consents n
           JOIN prescriptions p ON p.id = n.prescription_id
           LEFT JOIN staff s ON s.id = n.staff_id
           JOIN organisations o ON o.id = COALESCE(s.organisation_id, p.organisation_id)
          WHERE n.prescription_id = $1 AND n.question = 'share_onward'
          ORDER BY n.recorded_at DESC, n.id DESC LIMIT 1"
    )
    .bind(prescription)
    .fetch_optional(c)
    .await)
}
