//! Events that are evidence: what the door and the schedule know.

use async_trait::async_trait;
use wellmet_foundation::events::{ConsumeError, Consumer, RecordedEvent};
use wellmet_foundation::{DbError, Hint, Instant, Tx};
use wellmet_vocabulary::{DomainEvent, EvidenceLevel, MembershipId, SessionId, kind};

use crate::Attendance;
use crate::outcome::Person;
use crate::store::evidence::{Evidence, Source};
use crate::{interval, store};

/// Turns events into evidence, once each: an event's id is its evidence's source.
pub(crate) struct Evidences(Attendance);

impl Evidences {
    pub(crate) const fn new(attendance: Attendance) -> Self {
        Self(attendance)
    }
}

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
            DomainEvent::DoorJoined {
                session,
                membership,
                ..
            } => {
                self.step(tx, event, EvidenceLevel::E1, session, membership)
                    .await?;
                session
            }
            DomainEvent::DoorWaiting {
                session,
                membership,
                ..
            } => {
                self.step(tx, event, EvidenceLevel::E2, session, membership)
                    .await?;
                session
            }
            DomainEvent::DoorAdmitted {
                session,
                membership,
                ..
            } => {
                self.step(tx, event, EvidenceLevel::E3, session, membership)
                    .await?;
                session
            }
            _ => return Ok(()),
        };
        tx.hint(Hint::new(event.organisation, format!("session:{session}")));
        Ok(())
    }
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

    /// E1, E2 or E3.
    async fn step(
        &self,
        tx: &mut Tx,
        event: &RecordedEvent,
        level: EvidenceLevel,
        session: SessionId,
        membership: MembershipId,
    ) -> Result<(), DbError> {
        let evidence = Evidence {
            session,
            person: Person::Member(membership),
            level,
            source: Source::Door,
            source_id: uuid::Uuid::from(event.id).into(),
            identity: None,
            at: event.recorded_at,
            until: None,
        };
        store::evidence::append(tx, &self.0.ground, &evidence).await?;
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
