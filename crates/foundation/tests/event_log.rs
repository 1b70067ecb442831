//! The event log's contract, on both databases.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wellmet_foundation::events::{self, ConsumeError, Consumer, NewEvent, RecordedEvent};
use wellmet_foundation::{DbError, Ground, Tx, on_both_databases};

on_both_databases!(
    an_event_reaches_its_consumer_once,
    a_new_consumer_receives_what_was_recorded_before,
    a_rolled_back_event_was_never_recorded,
    a_failing_delivery_is_retried_and_then_parked,
);

async fn an_event_reaches_its_consumer_once(ground: Ground) -> anyhow::Result<()> {
    let counter = Arc::new(Counter::willing());
    events::register(&ground, counter.as_ref()).await?;
    let running = Running::start(&ground, &counter);
    record(&ground, "tea.poured").await?;
    record(&ground, "tea.spilled").await?;
    settle(&ground, || counter.consumed() >= 1).await?;
    ground.clock.advance(Duration::from_secs(120));
    tokio::task::yield_now().await;
    assert_eq!(counter.consumed(), 1);
    running.stop().await
}

async fn a_new_consumer_receives_what_was_recorded_before(ground: Ground) -> anyhow::Result<()> {
    record(&ground, "tea.poured").await?;
    let counter = Arc::new(Counter::willing());
    events::register(&ground, counter.as_ref()).await?;
    events::register(&ground, counter.as_ref()).await?;
    let running = Running::start(&ground, &counter);
    settle(&ground, || counter.consumed() == 1).await?;
    running.stop().await
}

async fn a_rolled_back_event_was_never_recorded(ground: Ground) -> anyhow::Result<()> {
    let counter = Arc::new(Counter::willing());
    events::register(&ground, counter.as_ref()).await?;
    let mut tx = ground.db.write().await?;
    append(&mut tx, &ground, "tea.poured").await?;
    drop(tx);
    record(&ground, "tea.poured").await?;
    let running = Running::start(&ground, &counter);
    settle(&ground, || counter.consumed() >= 1).await?;
    assert_eq!(counter.consumed(), 1);
    running.stop().await
}

async fn a_failing_delivery_is_retried_and_then_parked(ground: Ground) -> anyhow::Result<()> {
    let counter = Arc::new(Counter::refusing());
    events::register(&ground, counter.as_ref()).await?;
    record(&ground, "tea.poured").await?;
    let running = Running::start(&ground, &counter);
    settle(&ground, || counter.consumed() == 10).await?;
    for _ in 0..20 {
        ground.clock.advance(Duration::from_secs(3_600));
        tokio::task::yield_now().await;
    }
    assert_eq!(counter.consumed(), 10, "parked after ten attempts");
    running.stop().await
}

/// Counts what it is given; refuses everything when told to.
struct Counter {
    calls: AtomicI64,
    refuses: bool,
}

impl Counter {
    fn willing() -> Self {
        Self {
            calls: AtomicI64::new(0),
            refuses: false,
        }
    }

    fn refusing() -> Self {
        Self {
            calls: AtomicI64::new(0),
            refuses: true,
        }
    }

    fn consumed(&self) -> i64 {
        self.calls.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Consumer for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["tea.poured"]
    }

    async fn consume(&self, _tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError> {
        assert_eq!(event.decode::<String>()?, "payload");
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.refuses {
            Err(ConsumeError::Refused("no more tea".to_owned()))
        } else {
            Ok(())
        }
    }
}

struct Running {
    shutdown: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

impl Running {
    fn start(ground: &Ground, consumer: &Arc<Counter>) -> Self {
        let shutdown = CancellationToken::new();
        let consumer: Arc<dyn Consumer> = consumer.clone();
        let task = tokio::spawn(events::dispatch(ground.clone(), consumer, shutdown.clone()));
        Self { shutdown, task }
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.shutdown.cancel();
        Ok(self.task.await?)
    }
}

async fn record(ground: &Ground, kind: &str) -> Result<(), DbError> {
    let mut tx = ground.db.write().await?;
    append(&mut tx, ground, kind).await?;
    tx.commit().await
}

async fn append(tx: &mut Tx, ground: &Ground, kind: &str) -> Result<(), DbError> {
    let event = NewEvent {
        organisation: Uuid::nil(),
        kind,
        payload: &"payload",
    };
    events::append(tx, ground, &event).await.map(drop)
}

/// Lets the dispatcher work, moving the mock clock on, until `done`.
#[expect(
    clippy::disallowed_methods,
    reason = "the dispatcher's database lives in real time"
)]
async fn settle(ground: &Ground, done: impl Fn() -> bool) -> anyhow::Result<()> {
    for _ in 0..2_000 {
        if done() {
            return Ok(());
        }
        ground.clock.advance(Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    anyhow::bail!("the dispatcher did not get there")
}
