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
    match one(ground).await {
        Ok(one) => one == 1,
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            false
        }
    }
}

async fn one(ground: &Ground) -> Result<i64, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_scalar("SELECT CAST(1 AS BIGINT)")
        .fetch_one(c)
        .await)
}

/// Every consumer's backlog, also of those that have none.
pub(super) async fn backlogs(ground: &Ground) -> Result<Vec<Backlog>, DbError> {
    let mut tx = ground.db.read().await?;
    on!(&mut tx, |c| sqlx::query_as(
        "SELECT c.name AS consumer,
                COUNT(CASE WHEN d.parked_reason IS NULL THEN d.event_id END) AS waiting,
                COUNT(d.parked_reason) AS parked,
                MIN(CASE WHEN d.parked_reason IS NULL THEN e.recorded_at END) AS oldest
           FROM (SELECT DISTINCT name FROM consumers) c
           LEFT JOIN deliveries d ON d.consumer = c.name AND d.done_at IS NULL
           LEFT JOIN events e ON e.id = d.event_id
          GROUP BY c.name ORDER BY c.name"
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

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use uuid::Uuid;
    use wellmet_foundation::events::{self, ConsumeError, Consumer, NewEvent, RecordedEvent};
    use wellmet_foundation::{Tx, on_both_databases};

    use super::*;

    on_both_databases!(
        a_backlog_is_what_was_neither_done_nor_parked,
        a_database_that_was_closed_does_not_answer,
        nobody_is_present_in_an_empty_house,
    );

    struct Reader;

    #[async_trait]
    impl Consumer for Reader {
        fn name(&self) -> &'static str {
            "reader"
        }

        fn kinds(&self) -> &'static [&'static str] {
            &["letter.written"]
        }

        async fn consume(&self, _: &mut Tx, _: &RecordedEvent) -> Result<(), ConsumeError> {
            Ok(())
        }
    }

    async fn write_letter(ground: &Ground) -> Result<(), DbError> {
        let mut tx = ground.db.write().await?;
        let event = NewEvent {
            organisation: Uuid::nil(),
            kind: "letter.written",
            payload: &"dear reader",
        };
        events::append(&mut tx, ground, &event).await?;
        tx.commit().await
    }

    async fn change(ground: &Ground, statement: &'static str) -> Result<(), DbError> {
        let mut tx = ground.db.write().await?;
        on!(&mut tx, |c| sqlx::query(statement)
            .execute(c)
            .await
            .map(drop))?;
        tx.commit().await
    }

    async fn reader(ground: &Ground) -> Result<(i64, i64, Option<Instant>), DbError> {
        let backlog = backlogs(ground).await?.remove(0);
        assert_eq!(backlog.consumer, "reader");
        Ok((backlog.waiting, backlog.parked, backlog.oldest))
    }

    async fn a_backlog_is_what_was_neither_done_nor_parked(ground: Ground) -> anyhow::Result<()> {
        events::register(&ground, &Reader).await?;
        assert_eq!(reader(&ground).await?, (0, 0, None));
        let first = ground.clock.now();
        write_letter(&ground).await?;
        ground.clock.advance(std::time::Duration::from_secs(5));
        write_letter(&ground).await?;
        assert_eq!(reader(&ground).await?, (2, 0, Some(first)));
        change(
            &ground,
            "UPDATE deliveries SET parked_reason = 'unreadable'",
        )
        .await?;
        assert_eq!(reader(&ground).await?, (0, 2, None));
        change(&ground, "UPDATE deliveries SET done_at = 1").await?;
        assert_eq!(reader(&ground).await?, (0, 0, None));
        Ok(())
    }

    async fn a_database_that_was_closed_does_not_answer(ground: Ground) -> anyhow::Result<()> {
        assert!(answers(&ground).await);
        ground.db.close().await;
        assert!(!answers(&ground).await);
        Ok(())
    }

    async fn nobody_is_present_in_an_empty_house(ground: Ground) -> anyhow::Result<()> {
        assert_eq!(people_present(&ground).await?, 0);
        Ok(())
    }
}
