//! The tracker itself: what it stands on, and its background work.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio_util::sync::CancellationToken;
use wellmet_foundation::{Ground, Instant};
use wellmet_vocabulary::{MediaPlane, SessionId};

use crate::AttendanceError;
use crate::ids::NodeId;

/// Closes a session that was left open, as of an instant that may lie in the past; scheduler does
/// it and `server` hands it over. It is called outside any transaction, and again when it fails.
pub type CloseSession =
    Arc<dyn Fn(SessionId, Instant) -> BoxFuture<'static, Result<(), CloseError>> + Send + Sync>;

/// Why a session could not be closed.
pub type CloseError = Box<dyn Error + Send + Sync>;

/// How often open intervals are confirmed.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often it is looked who has joined: well within the minute in which it is told.
const JOINED_EVERY: Duration = Duration::from_secs(3);
/// How often sessions left open are looked for.
const FORGOTTEN_EVERY: Duration = Duration::from_secs(30);
/// How often registers that nobody confirms are looked for.
const UNREVIEWED_EVERY: Duration = Duration::from_secs(5 * 60);

/// Tracks who was there. Cheap to clone.
#[derive(Clone)]
pub struct Attendance {
    pub(crate) ground: Ground,
    pub(crate) node: NodeId,
    /// Since when this process is the node. What the node carried before is not kept alive.
    pub(crate) born: Instant,
    pub(crate) plane: Arc<dyn MediaPlane>,
    close: CloseSession,
    /// Set when this process goes: it then opens no interval any more.
    leaving: Arc<AtomicBool>,
}

impl Attendance {
    /// The tracker of one process that carries media as `node`. A node's id may be kept over
    /// restarts or drawn anew.
    pub fn new(
        ground: Ground,
        node: impl Into<NodeId>,
        plane: Arc<dyn MediaPlane>,
        close: CloseSession,
    ) -> Self {
        Self {
            born: ground.clock.now(),
            ground,
            node: node.into(),
            plane,
            close,
            leaving: Arc::default(),
        }
    }

    /// Works until `shutdown`: heartbeats, tells who has joined, closes what was forgotten. Then
    /// closes the open intervals of this process.
    pub async fn run(self, shutdown: CancellationToken) {
        tokio::join!(
            self.every(HEARTBEAT, "heartbeat", &shutdown, || self.heartbeat()),
            self.every(JOINED_EVERY, "joined", &shutdown, || self.tell_joined()),
            self.every(FORGOTTEN_EVERY, "forgotten sessions", &shutdown, || self
                .close_forgotten()),
            self.every(UNREVIEWED_EVERY, "unreviewed registers", &shutdown, || self
                .close_unreviewed()),
        );
        if let Err(error) = self.leave().await {
            tracing::error!(%error, "open intervals stay until another process finds them");
        }
    }

    async fn every<F>(
        &self,
        period: Duration,
        what: &'static str,
        shutdown: &CancellationToken,
        mut step: impl FnMut() -> F,
    ) where
        F: Future<Output = Result<(), AttendanceError>>,
    {
        while !shutdown.is_cancelled() {
            if let Err(error) = step().await {
                tracing::error!(what, %error, "will be tried again");
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.ground.clock.sleep(period) => {}
            }
        }
    }

    pub(crate) async fn close_session(
        &self,
        session: SessionId,
        at: Instant,
    ) -> Result<(), CloseError> {
        (self.close)(session, at).await
    }

    pub(crate) fn set_leaving(&self) {
        self.leaving.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::SeqCst)
    }
}

impl std::fmt::Debug for Attendance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attendance")
            .field("node", &self.node)
            .finish_non_exhaustive()
    }
}
