//! Media tokens: for whom was admitted, and for the facilitators.
//!
//! The token is minted within the transaction that holds the admission, so that a removal either
//! comes first, and there is no token, or comes after, and the media plane refuses the token.

use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_vocabulary::{
    MediaGrant, MediaIdentity, MediaTicket, PatientCaller, RoomName, SessionId, StaffCaller,
};

use crate::store::{staff_visits, visits};
use crate::{Door, DoorError};

impl Door {
    /// A token for an admitted patient.
    pub(crate) async fn patient_ticket(
        &self,
        caller: &PatientCaller,
    ) -> Result<MediaTicket, DoorError> {
        let session = self.session_to_open(caller).await?;
        self.rooms.open(session).await?;
        let mut tx = self.ground.db.write().await?;
        let device = self.held_device(&mut tx, caller).await?;
        let (choice, _) = self.chosen_for(&mut tx, &device).await?;
        let still_open = choice
            .entered()
            .is_some_and(|meeting| meeting.id == session && meeting.state.room_is_open());
        if !still_open {
            return Err(DoorError::NotAdmitted);
        }
        let identity = visits::hold_admitted(&mut tx, device.id, session).await?;
        let ticket = self.rooms.mint(&MediaGrant {
            room: RoomName::of(session),
            identity: identity.ok_or(DoorError::NotAdmitted)?,
            display_name: device.display_name.into_inner(),
            facilitator: false,
        })?;
        tx.commit().await?;
        Ok(ticket)
    }

    /// A token for a facilitator of the group.
    pub(crate) async fn facilitator_ticket(
        &self,
        caller: &StaffCaller,
        session: SessionId,
    ) -> Result<MediaTicket, DoorError> {
        let mut tx = self.ground.db.read().await?;
        self.open_meeting(&mut tx, caller, session).await?;
        drop(tx);
        self.rooms.open(session).await?;
        let mut tx = self.ground.db.write().await?;
        self.open_meeting(&mut tx, caller, session).await?;
        let fresh = MediaIdentity::random(&self.ground.rng);
        let now = self.ground.clock.now();
        let name = staff_visits::name(&mut tx, caller.staff).await?;
        let ticket = self.rooms.mint(&MediaGrant {
            room: RoomName::of(session),
            identity: staff_visits::identity(&mut tx, session, caller.staff, &fresh, now).await?,
            display_name: name.ok_or(DoorError::Unknown)?,
            facilitator: true,
        })?;
        audit::record(&mut tx, &self.ground, &entered(caller, session)).await?;
        tx.commit().await?;
        Ok(ticket)
    }

    /// The session whose room an admitted device may enter. The room is opened before the token's
    /// transaction, which must not wait for the network.
    async fn session_to_open(&self, caller: &PatientCaller) -> Result<SessionId, DoorError> {
        let mut tx = self.ground.db.read().await?;
        let device = self.device(&mut tx, caller).await?;
        let (choice, _) = self.chosen_for(&mut tx, &device).await?;
        let meeting = choice.entered().ok_or(DoorError::NotAdmitted)?;
        let visits = visits::of_device(&mut tx, device.id).await?;
        let admitted = visits.iter().any(|visit| {
            visit.session == meeting.id && visit.state == visits::VisitRowState::Admitted
        });
        if admitted && meeting.state.room_is_open() {
            Ok(meeting.id)
        } else {
            Err(DoorError::NotAdmitted)
        }
    }
}

fn entered(caller: &StaffCaller, session: SessionId) -> AuditEntry<'static> {
    AuditEntry {
        organisation: caller.organisation.into(),
        actor: caller.actor(),
        action: "session.entered",
        subject_kind: "session",
        subject: Some(session.into()),
        reason: None,
        items: None,
    }
}
