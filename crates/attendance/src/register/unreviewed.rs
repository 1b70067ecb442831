//! Registers that nobody confirmed in time.

use std::time::Duration;

use wellmet_foundation::Instant;

use super::State;
use super::lines::propose;
use crate::outcome::Review;
use crate::store::session::SessionKey;
use crate::{Attendance, AttendanceError, store};

/// So long after the session's close its register closes by itself.
const REVIEW_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);
/// Older sessions are not looked for: a bound for the query, far beyond any outage.
const LOOK_BACK: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How many in one round.
const BATCH: i64 = 50;

impl Attendance {
    /// Closes registers 24 hours after their session, marked as unreviewed.
    pub(crate) async fn close_unreviewed(&self) -> Result<(), AttendanceError> {
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.read().await?;
        let (after, before) = (now - LOOK_BACK, now - REVIEW_WITHIN);
        let due = store::session::unreviewed(&mut tx, after, before, BATCH).await?;
        drop(tx);
        for session in due {
            match self.close_register(session, now).await {
                // A facilitator was faster, which is better.
                Ok(()) | Err(AttendanceError::RegisterChanged) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn close_register(&self, key: SessionKey, now: Instant) -> Result<(), AttendanceError> {
        let mut tx = self.ground.db.write().await?;
        let session = store::session::session(&mut tx, key.organisation, key.id).await?;
        let Some(session) = session else {
            return Ok(());
        };
        let before = self.sheet(&mut tx, session).await?;
        if let State::Confirmed(_) = before.state {
            return Err(AttendanceError::RegisterChanged);
        }
        self.settle(&mut tx, &before.session).await?;
        let lines = propose(&mut tx, &before.session, Review::ByItself, now).await?;
        self.write_version(&mut tx, &before, None, &lines).await?;
        Ok(tx.commit().await?)
    }
}
