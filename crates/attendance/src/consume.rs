//! Events that are evidence: what the door and the schedule know.

use std::sync::Arc;

use async_trait::async_trait;
use wellmet_foundation::events::{ConsumeError, Consumer, RecordedEvent};
use wellmet_foundation::{DbError, Hint, Instant, Tx};
use wellmet_vocabulary::{DomainEvent, EvidenceLevel, SessionId, kind, topic};

use crate::Attendance;
use crate::outcome::Person;
use crate::store::evidence::{Evidence, Source};
use crate::{interval, store};

impl Attendance {
    /// What it does with events: most of them are evidence.
    pub fn consumers(&self) -> Vec<Arc<dyn Consumer>> {
        vec![Arc::new(Evidences(self.clone()))]
    }
}

/// Turns events into evidence, once each: an event's id is its evidence's source.
struct Evidences(Attendance);

#[async_trait]
impl Consumer for Evidences {
    fn name(&self) -> &'static str {
        "attendance"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[
            kind::SESSION_OPENED,
            kind::SESSION_STARTED,
            kind::SESSION_CLOSED,
            kind::DOOR_JOINED,
            kind::DOOR_WAITING,
            kind::DOOR_ADMITTED,
            kind::DOOR_LEFT,
            kind::DOOR_REMOVED,
        ]
    }

    async fn consume(&self, tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError> {
        let session = match DomainEvent::read(event)? {
            DomainEvent::SessionOpened { session, .. }
            | DomainEvent::SessionStarted { session, .. } => {
                self.invite(tx, session, event.recorded_at).await?;
                session
            }
            DomainEvent::SessionClosed { session, at, .. } => {
                self.invite(tx, session, at).await?;
                self.end_intervals(tx, session, at).await?;
                session
            }
            other => match step(event, &other) {
                Some(step) => {
                    store::evidence::append(tx, &self.0.ground, &step).await?;
                    step.session
                }
                None => return Ok(()),
            },
        };
        tx.hint(Hint::new(event.organisation, topic::session(session)));
        Ok(())
    }
}

/// What the door's events prove: E1, E2 or E3, or the end of a wait.
fn step(recorded: &RecordedEvent, event: &DomainEvent) -> Option<Evidence> {
    let at = recorded.recorded_at;
    let (level, until, session, membership) = match *event {
        DomainEvent::DoorJoined {
            session,
            membership,
            ..
        } => (EvidenceLevel::E1, None, session, membership),
        DomainEvent::DoorWaiting {
            session,
            membership,
            ..
        } => (EvidenceLevel::E2, None, session, membership),
        DomainEvent::DoorAdmitted {
            session,
            membership,
            ..
        } => (EvidenceLevel::E3, None, session, membership),
        DomainEvent::DoorLeft {
            session,
            membership,
            ..
        }
        | DomainEvent::DoorRemoved {
            session,
            membership,
            ..
        } => (EvidenceLevel::E2, Some(at), session, membership),
        _ => return None,
    };
    Some(Evidence {
        session,
        person: Person::Member(membership),
        level,
        source: Source::Door,
        source_id: uuid::Uuid::from(recorded.id).into(),
        identity: None,
        at,
        until,
    })
}

impl Evidences {
    /// E0 for every active membership of the group.
    async fn invite(&self, tx: &mut Tx, session: SessionId, at: Instant) -> Result<(), DbError> {
        for membership in store::evidence::invited(tx, session).await? {
            let invitation = Evidence {
                session,
                person: Person::Member(membership),
                level: EvidenceLevel::E0,
                source: Source::Schedule,
                source_id: uuid::Uuid::from(membership).into(),
                identity: None,
                at,
                until: None,
            };
            store::evidence::append(tx, &self.0.ground, &invitation).await?;
        }
        Ok(())
    }

    /// The session is over, and so is everybody's presence in it.
    async fn end_intervals(
        &self,
        tx: &mut Tx,
        session: SessionId,
        at: Instant,
    ) -> Result<(), DbError> {
        for presence in store::presence::in_session(tx, session).await? {
            interval::close_or_lose(tx, &self.0.ground, &presence, at).await?;
        }
        Ok(())
    }
}
