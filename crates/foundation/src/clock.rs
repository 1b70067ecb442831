//! The one source of time. Nothing else in the workspace asks the operating system for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use crate::Instant;

/// Tells the time and waits. Cheap to clone.
///
/// The system clock never runs backwards: when the operating system's clock is set back, the
/// last reading stands still until real time has caught up, so no interval is ever negative.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System(Arc<AtomicI64>),
    Mock(Arc<Mock>),
}

#[derive(Debug)]
struct Mock {
    started: Instant,
    base: std::time::Instant,
    elapsed: watch::Sender<Duration>,
}

impl Clock {
    /// The operating system's clock.
    pub fn system() -> Self {
        Self(Source::System(Arc::new(AtomicI64::new(i64::MIN))))
    }

    /// A clock that stands at `start` until a test moves it with [`Clock::advance`].
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the operating system's clock"
    )]
    pub fn mock(start: Instant) -> Self {
        Self(Source::Mock(Arc::new(Mock {
            started: start,
            base: std::time::Instant::now(),
            elapsed: watch::Sender::new(Duration::ZERO),
        })))
    }

    /// The present moment, never earlier than any moment this clock has told before.
    pub fn now(&self) -> Instant {
        match &self.0 {
            Source::System(latest) => {
                let now = system_millis();
                Instant::from_millis(latest.fetch_max(now, Ordering::Relaxed).max(now))
            }
            Source::Mock(mock) => mock.started + *mock.elapsed.borrow(),
        }
    }

    /// A monotonic reading for protocol engines that count in [`std::time::Instant`].
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the operating system's clock"
    )]
    pub fn monotonic(&self) -> std::time::Instant {
        match &self.0 {
            Source::System(_) => std::time::Instant::now(),
            Source::Mock(mock) => mock.base + *mock.elapsed.borrow(),
        }
    }

    /// Waits until `deadline`; returns at once when it has passed.
    pub async fn sleep_until(&self, deadline: Instant) {
        self.sleep(deadline.since(self.now())).await;
    }

    /// Waits for `length`.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that waits by the operating system's clock"
    )]
    pub async fn sleep(&self, length: Duration) {
        match &self.0 {
            Source::System(_) => tokio::time::sleep(length).await,
            Source::Mock(mock) => mock.wait(length).await,
        }
    }

    /// Moves a mock clock forward and wakes who waits for it. The system clock cannot be moved:
    /// there the call does nothing.
    pub fn advance(&self, length: Duration) {
        if let Source::Mock(mock) = &self.0 {
            mock.elapsed.send_modify(|elapsed| *elapsed += length);
        }
    }
}

impl Mock {
    async fn wait(&self, length: Duration) {
        let mut elapsed = self.elapsed.subscribe();
        let due = *elapsed.borrow() + length;
        // The sender lives as long as `self`, so the wait cannot fail.
        let _ = elapsed.wait_for(|elapsed| *elapsed >= due).await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the operating system's clock"
)]
fn system_millis() -> i64 {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since_epoch.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_the_mock_clock_passes_its_deadline() {
        let clock = Clock::mock(Instant::from_millis(1_000));
        let sleeper = clock.clone();
        let woken = tokio::spawn(async move {
            sleeper.sleep(Duration::from_secs(5)).await;
            sleeper.now()
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(4));
        tokio::task::yield_now().await;
        assert!(!woken.is_finished());
        clock.advance(Duration::from_secs(1));
        assert_eq!(woken.await.unwrap(), Instant::from_millis(6_000));
    }
}
