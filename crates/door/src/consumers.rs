//! What the door does when something happens elsewhere.

use std::sync::Arc;

use async_trait::async_trait;
use wellmet_foundation::events::{ConsumeError, Consumer, RecordedEvent};
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{DomainEvent, GroupId, kind};

use crate::door::patient_topic;
use crate::store::sessions;
use crate::{Door, rooms};

impl Door {
    /// Writes the link of each new membership, and keeps rooms as sessions are.
    pub fn consumers(&self) -> Vec<Arc<dyn Consumer>> {
        vec![Arc::new(WriteLinks(self.clone())), Arc::new(KeepRooms)]
    }
}

/// Writes the link of each new membership.
struct WriteLinks(Door);

#[async_trait]
impl Consumer for WriteLinks {
    fn name(&self) -> &'static str {
        "door-links"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[kind::MEMBERSHIP_STARTED]
    }

    async fn consume(&self, tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError> {
        if let DomainEvent::MembershipStarted { membership, .. } = DomainEvent::read(event)? {
            self.0.write_first_link(tx, membership).await?;
        }
        Ok(())
    }
}

/// Wakes the keeper of the rooms, and the pages of the group's patients.
///
/// It does not speak to the media plane itself: a transaction must not wait for the network.
struct KeepRooms;

#[async_trait]
impl Consumer for KeepRooms {
    fn name(&self) -> &'static str {
        "door-rooms"
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[
            kind::SCHEDULE_CHANGED,
            kind::SESSION_OPENED,
            kind::SESSION_STARTED,
            kind::SESSION_CLOSED,
        ]
    }

    async fn consume(&self, tx: &mut Tx, event: &RecordedEvent) -> Result<(), ConsumeError> {
        let Some(group) = group_of(&DomainEvent::read(event)?) else {
            return Ok(());
        };
        for member in sessions::members(tx, group).await? {
            tx.hint(Hint::new(event.organisation, patient_topic(member)));
        }
        tx.hint(Hint::new(event.organisation, rooms::WAKE_TOPIC));
        Ok(())
    }
}

fn group_of(event: &DomainEvent) -> Option<GroupId> {
    match event {
        DomainEvent::ScheduleChanged { group, .. }
        | DomainEvent::SessionOpened { group, .. }
        | DomainEvent::SessionStarted { group, .. }
        | DomainEvent::SessionClosed { group, .. } => Some(*group),
        _ => None,
    }
}
