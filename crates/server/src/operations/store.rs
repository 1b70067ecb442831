//! What operators are told that only the database knows.

use wellmet_foundation::{DbError, Ground, Instant, on};

/// What one consumer of events has still to do.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Backlog {
    pub(super) consumer: String,
    pub(super) waiting: i64,
    pub(super) parked: i64,
    /// When the longest-waiting event was recorded; nothing when none waits.
    pub(super) oldest: Option<Instant>,
}

/// Whether the database answers.
pub(super) async fn answers(ground: &Ground) -> bool {
    match backlogs(ground).await {
        Ok(_) => true,
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            false
        }
    }
}

/// Every consumer's backlog.
pub(super) async fn backlogs(ground: &Ground) -> Result<Vec<Backlog>, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_as(
        "SELECT d.consumer,
                COUNT(CASE WHEN d.parked_reason IS NULL THEN 1 END) AS waiting,
                COUNT(d.parked_reason) AS parked,
                MIN(CASE WHEN d.parked_reason IS NULL THEN e.recorded_at END) AS oldest
           FROM deliveries d JOIN events e ON e.id = d.event_id
          WHERE d.done_at IS NULL GROUP BY d.consumer ORDER BY d.consumer"
    )
    .fetch_all(c)
    .await)
}

/// How many people media flows for, on every node.
pub(super) async fn people_present(ground: &Ground) -> Result<i64, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM presence"
    )
    .fetch_one(c)
    .await)
}
