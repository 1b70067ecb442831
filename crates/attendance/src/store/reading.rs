//! Whether a reading stands in the audit trail already.

use std::time::Duration;

use uuid::Uuid;
use wellmet_foundation::{DbError, Ground, Tx, on};
use wellmet_vocabulary::StaffCaller;

use crate::access::Reading;

/// A page that is kept open refetches every few seconds: that is one reading.
const ONE_READING: Duration = Duration::from_secs(15 * 60);

/// Whether `caller` read the same, with as many people in it, within the last quarter of an hour.
pub(crate) async fn is_recorded(
    tx: &mut Tx,
    ground: &Ground,
    caller: &StaffCaller,
    reading: Reading,
) -> Result<bool, DbError> {
    let since = ground.clock.now() - ONE_READING;
    // Ids sort by time, so the trail's own index finds the last quarter of an hour.
    let found: Option<Uuid> = on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM audit
          WHERE organisation_id = $1 AND id >= $2 AND recorded_at > $3
            AND actor_id = $4 AND action = $5 AND subject_id = $6
            AND items IS NOT DISTINCT FROM $7 LIMIT 1"
    )
    .bind(caller.organisation)
    .bind(ground.rng.uuid(since))
    .bind(since)
    .bind(caller.staff)
    .bind(reading.action)
    .bind(reading.subject)
    .bind(reading.counted())
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}
