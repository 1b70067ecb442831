//! Sessions that were opened and that nobody closed.

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
    /// A session that no facilitator came to start is given up 15 minutes after it should have
    /// ended (or was opened, or two people last met in its room, if later). Nothing of it counts:
    /// for everybody it is cancelled by the provider.
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
        let Some((session, since)) = session.and_then(under_way) else {
            return Ok(None);
        };
        let facts = present::facts(&mut tx, session.id, present::Trust::Heartbeat).await?;
        let met = present::last_meeting(&facts, since);
        let due = last(&session, since, met) + GRACE;
        Ok((due <= now).then_some(due))
    }
}

/// A session whose room is open, and since when it counts: since Start, or else since it was opened.
fn under_way(session: Session) -> Option<(Session, Instant)> {
    match session.state {
        SessionState::Started => session.started_at.map(|started| (session, started)),
        SessionState::Preparing => {
            let opened = session.opened_at.unwrap_or(session.starts_at);
            Some((session, opened))
        }
        SessionState::Scheduled | SessionState::Closed | SessionState::Cancelled => None,
    }
}

/// When there was last a reason to keep it open. Who meets in a room that nobody started does not
/// end it before its time.
fn last(session: &Session, since: Instant, met: Option<Instant>) -> Instant {
    let planned = session.ends_at.max(since);
    match (session.state, met) {
        (SessionState::Started, Some(met)) => met,
        (_, met) => met.map_or(planned, |met| met.max(planned)),
    }
}
