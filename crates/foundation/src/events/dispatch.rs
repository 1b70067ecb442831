//! Bringing recorded events to their consumer.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use super::log::WAKE_TOPIC;
use super::{ConsumeError, Consumer, EventId, store};
use crate::{DbError, Ground, Hint, Instant};

const LEASE: Duration = Duration::from_secs(30);
const BATCH: i64 = 50;
/// How long a lost hint can delay an event.
const POLL: Duration = Duration::from_secs(5);
const ATTEMPTS: i64 = 10;
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(600);

/// Registers `consumer` for its kinds; a new one also receives what was recorded before.
pub async fn register(ground: &Ground, consumer: &dyn Consumer) -> Result<(), DbError> {
    let mut tx = ground.db.write().await?;
    for kind in consumer.kinds() {
        store::register(&mut tx, consumer.name(), kind, Instant::from_millis(0)).await?;
    }
    tx.commit().await
}

/// Brings events to `consumer` until `shutdown`.
pub async fn dispatch(ground: Ground, consumer: Arc<dyn Consumer>, shutdown: CancellationToken) {
    let mut hints = ground.bus.subscribe();
    while !shutdown.is_cancelled() {
        match drain(&ground, consumer.as_ref()).await {
            Ok(()) => {}
            Err(error) => tracing::error!(consumer = consumer.name(), %error, "dispatch failed"),
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = ground.clock.sleep(POLL) => {}
            () = woken(&mut hints) => {}
        }
    }
}

/// Returns when the log grew, or when hints were missed.
async fn woken(hints: &mut Receiver<Hint>) {
    loop {
        match hints.recv().await {
            Ok(hint) if hint.topic.as_ref() == WAKE_TOPIC => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // The bus lives as long as the ground; without it only polling is left.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Works through everything that is due.
async fn drain(ground: &Ground, consumer: &dyn Consumer) -> Result<(), DbError> {
    loop {
        let until = ground.clock.now() + LEASE;
        let mut tx = ground.db.write().await?;
        let claimed =
            store::claim(&mut tx, consumer.name(), ground.clock.now(), until, BATCH).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(());
        }
        for event in claimed {
            deliver(ground, consumer, event, until).await?;
        }
    }
}

/// Acts on one event and marks it done, in one transaction; a failure is put off or parked.
async fn deliver(
    ground: &Ground,
    consumer: &dyn Consumer,
    event: EventId,
    until: Instant,
) -> Result<(), DbError> {
    match attempt(ground, consumer, event, until).await {
        Ok(()) => Ok(()),
        Err(error) => put_off(ground, consumer, event, &error).await,
    }
}

async fn attempt(
    ground: &Ground,
    consumer: &dyn Consumer,
    event: EventId,
    until: Instant,
) -> Result<(), ConsumeError> {
    let mut tx = ground.db.write().await?;
    let Some(recorded) = store::claimed_event(&mut tx, consumer.name(), event, until).await? else {
        return Ok(());
    };
    consumer.consume(&mut tx, &recorded).await?;
    // Losing the lease meanwhile means that another worker acts: then nothing of ours counts.
    if store::finish(&mut tx, consumer.name(), event, until, ground.clock.now()).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn put_off(
    ground: &Ground,
    consumer: &dyn Consumer,
    event: EventId,
    error: &ConsumeError,
) -> Result<(), DbError> {
    let mut tx = ground.db.write().await?;
    let attempts = store::attempts(&mut tx, consumer.name(), event).await?;
    tracing::error!(consumer = consumer.name(), %event, attempts, %error, "event not consumed");
    if attempts >= ATTEMPTS {
        store::park(&mut tx, consumer.name(), event, &error.to_string()).await?;
    } else {
        let due_at = ground.clock.now() + backoff(attempts);
        store::retry(&mut tx, consumer.name(), event, due_at).await?;
    }
    tx.commit().await
}

/// Doubles with each attempt.
fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1))
        .unwrap_or(0)
        .min(16);
    FIRST_RETRY
        .saturating_mul(1 << doublings)
        .min(LONGEST_RETRY)
}
