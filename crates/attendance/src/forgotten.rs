//! Sessions that were started and that nobody closed.

use std::time::Duration;

use wellmet_foundation::{DbError, Instant};
use wellmet_vocabulary::SessionState;

use crate::store::session::{Session, SessionKey};
use crate::{Attendance, AttendanceError, present, store};

/// So long after the last two people parted, a session closes by itself.
const GRACE: Duration = Duration::from_secs(15 * 60);

impl Attendance {
    /// Closes sessions that were left open: 15 minutes after the last instant two people were
    /// there, or, if two never met, 15 minutes after it should have ended (or was started, if
    /// later). A time in which we had lost sight of people counts as if they had been there.
    ///
    /// A session that no facilitator ever started is not closed here.
    pub(crate) async fn close_forgotten(&self) -> Result<(), AttendanceError> {
        let mut tx = self.ground.db.read().await?;
        let open = store::session::under_way(&mut tx).await?;
        drop(tx);
        for session in open {
            let Some(due) = self.forgotten_since(session).await? else {
                continue;
            };
            if let Err(error) = self.close_session(session.id, due).await {
                tracing::error!(session = %session.id, %error, "a forgotten session stays open");
            }
        }
        Ok(())
    }

    /// When the session should have closed by itself, if that has passed.
    async fn forgotten_since(&self, key: SessionKey) -> Result<Option<Instant>, DbError> {
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.read().await?;
        let session = store::session::session(&mut tx, key.organisation, key.id).await?;
        let Some((session, started)) = session.and_then(started) else {
            return Ok(None);
        };
        let facts = present::facts(&mut tx, session.id, present::Trust::Heartbeat).await?;
        let last =
            present::last_meeting(&facts, started).unwrap_or_else(|| session.ends_at.max(started));
        let due = last + GRACE;
        Ok((due <= now).then_some(due))
    }
}

fn started(session: Session) -> Option<(Session, Instant)> {
    let started = session.started_at?;
    (session.state == SessionState::Started).then_some((session, started))
}
