//! A session somebody left open closes by itself.

use wellmet_foundation::Instant;
use wellmet_vocabulary::SessionId;

use crate::life::{Step, turn};
use crate::store::sessions;
use crate::{Scheduler, SchedulerError};

impl Scheduler {
    /// Closes `session` as of `at`, in nobody's name; says whether it did.
    ///
    /// When that is, is attendance's to know: 15 minutes after the last instant two people had
    /// media, or after its end when nobody came to start it. `at` is never later than now. A session
    /// started after `at` goes on: somebody came while it was being given up. One closed before
    /// stays as it was closed. It is a command of the house, not of a caller, so it names no
    /// organisation.
    pub async fn close_by_itself(
        &self,
        session: SessionId,
        at: Instant,
    ) -> Result<bool, SchedulerError> {
        let mut tx = self.ground.db.write().await?;
        let organisation = sessions::organisation_of(&mut tx, session).await?;
        let organisation = organisation.ok_or(SchedulerError::NotFound)?;
        let session = sessions::lock(&mut tx, organisation, session).await?;
        let session = session.ok_or(SchedulerError::NotFound)?;
        if session.started_at.is_some_and(|started| started > at) {
            return Ok(false);
        }
        let step = match session.started_at {
            Some(_) => Step::Close,
            None => Step::GiveUp,
        };
        let turn = turn(session.state, step)?;
        let at = at.min(self.ground.clock.now());
        self.carry_out(&mut tx, &session, turn, at, None).await?;
        tx.commit().await?;
        Ok(turn.is_change())
    }
}
