//! Hints that something changed. Never truth: losing every hint makes the system late, not wrong.

use std::sync::Arc;

use tokio::sync::broadcast;
use uuid::Uuid;

/// How many hints a slow listener may fall behind before it is told that it missed some.
const BACKLOG: usize = 1_024;

/// "Look again at `topic`", for the pages and workers of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Whose it is.
    pub organisation: Uuid,
    /// What changed, such as `referrals` or `session:{id}`. It carries ids only.
    pub topic: Arc<str>,
}

impl Hint {
    /// A hint about `topic` to the people of `organisation`.
    pub fn new(organisation: impl Into<Uuid>, topic: impl Into<Arc<str>>) -> Self {
        Self {
            organisation: organisation.into(),
            topic: topic.into(),
        }
    }
}

/// Carries hints to whoever listens in this process. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bus(broadcast::Sender<Hint>);

impl Bus {
    /// A bus without listeners.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(BACKLOG))
    }

    /// Gives `hint` to every listener; with none, it is gone.
    pub fn publish(&self, hint: Hint) {
        let _nobody_listens = self.0.send(hint);
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Hint> {
        self.0.subscribe()
    }
}

impl Default for Bus {
    fn default() -> Self {
        Self::new()
    }
}
