//! A facilitator opens, starts and closes a session of a group they lead.
//!
//! The session's row is locked first, so that of two who press Start at once one begins the
//! attendance window and the other finds it begun.

use wellmet_foundation::audit::{self, Actor, AuditEntry};
use wellmet_foundation::{DbError, Hint, Instant, Tx};
use wellmet_vocabulary::{DomainEvent, SessionId, StaffCaller, StaffId, topic};

use crate::life::{Step, Turn, turn};
use crate::store::sessions::{self, LockedSession};
use crate::{Scheduler, SchedulerError};

impl Scheduler {
    /// Opens the room without letting the attendance window begin. Again: nothing changes.
    pub async fn prepare(&self, caller: &StaffCaller, id: SessionId) -> Result<(), SchedulerError> {
        self.take_step(caller, id, Step::Prepare).await
    }

    /// Lets the attendance window begin, and opens the room if nobody has. Again: nothing changes.
    pub async fn start(&self, caller: &StaffCaller, id: SessionId) -> Result<(), SchedulerError> {
        self.take_step(caller, id, Step::Start).await
    }

    /// Ends a started session. Again: nothing changes.
    pub async fn close(&self, caller: &StaffCaller, id: SessionId) -> Result<(), SchedulerError> {
        self.take_step(caller, id, Step::Close).await
    }

    async fn take_step(
        &self,
        caller: &StaffCaller,
        id: SessionId,
        step: Step,
    ) -> Result<(), SchedulerError> {
        let mut tx = self.ground.db.write().await?;
        let session = sessions::lock(&mut tx, caller.organisation, id).await?;
        let session = session.ok_or(SchedulerError::NotFound)?;
        if !sessions::leads(&mut tx, session.group, caller.staff).await? {
            return Err(SchedulerError::NotAFacilitatorOfTheGroup);
        }
        let turn = turn(session.state, step)?;
        let at = self.ground.clock.now();
        self.carry_out(&mut tx, &session, turn, at, Some(caller.staff))
            .await?;
        Ok(tx.commit().await?)
    }

    /// Writes what `turn` comes to, at the moment `at`, by somebody or by itself.
    pub(crate) async fn carry_out(
        &self,
        tx: &mut Tx,
        session: &LockedSession,
        turn: Turn,
        at: Instant,
        by: Option<StaffId>,
    ) -> Result<(), DbError> {
        if !turn.is_change() {
            return Ok(());
        }
        sessions::set_state(tx, session.id, turn, at, by).await?;
        for event in events(session, turn, at, by) {
            event.append(tx, &self.ground, session.organisation).await?;
            let entry = AuditEntry {
                organisation: session.organisation.into(),
                actor: by.map_or(Actor::System, |by| Actor::Staff(by.into())),
                action: event.kind(),
                subject_kind: "session",
                subject: Some(session.id.into()),
                reason: None,
                items: None,
            };
            audit::record(tx, &self.ground, &entry).await?;
        }
        let list = topic::sessions(session.group);
        tx.hint(Hint::new(session.organisation, list));
        tx.hint(Hint::new(session.organisation, topic::session(session.id)));
        Ok(())
    }
}

/// What `turn` is told as, in order.
fn events(
    session: &LockedSession,
    turn: Turn,
    at: Instant,
    by: Option<StaffId>,
) -> Vec<DomainEvent> {
    let (id, group) = (session.id, session.group);
    let opened = DomainEvent::SessionOpened { session: id, group };
    let started = DomainEvent::SessionStarted {
        session: id,
        group,
        at,
    };
    let closed = DomainEvent::SessionClosed {
        session: id,
        group,
        at,
        by,
    };
    [
        (turn.opens, opened),
        (turn.starts, started),
        (turn.closes, closed),
    ]
    .into_iter()
    .filter_map(|(happens, event)| happens.then_some(event))
    .collect()
}
