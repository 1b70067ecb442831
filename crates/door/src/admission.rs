//! The facilitator's side of the waiting room: admit, remove, readmit.

use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{DomainEvent, DoorSessionId, MediaIdentity, SessionId, StaffCaller};

use crate::store::sessions::{self, Meeting};
use crate::store::visits::{self, VisitRow, VisitRowState};
use crate::store::{devices, links};
use crate::{Door, DoorError};

/// Whom to admit.
pub(crate) enum Admit {
    /// Everybody who waits, but for whoever must be named: a device flagged as new, and who was
    /// removed before.
    All,
    /// These devices.
    These(Vec<DoorSessionId>),
}

impl Door {
    /// Admits who waits; answers with the devices admitted now. Who is in already stays so.
    pub(crate) async fn admit(
        &self,
        caller: &StaffCaller,
        session: SessionId,
        whom: &Admit,
    ) -> Result<Vec<DoorSessionId>, DoorError> {
        let mut tx = self.ground.db.write().await?;
        let meeting = self.open_meeting(&mut tx, caller, session).await?;
        let mut admitted = Vec::new();
        for visit in self.meant(&mut tx, &meeting, whom).await? {
            if self.admit_one(&mut tx, caller, &visit).await? {
                admitted.push(visit.device);
            }
        }
        tx.commit().await?;
        Ok(admitted)
    }

    /// Removes a device from the session, or from its waiting room, until it is readmitted.
    pub(crate) async fn remove(
        &self,
        caller: &StaffCaller,
        session: SessionId,
        device: DoorSessionId,
        reason: &str,
    ) -> Result<(), DoorError> {
        let mut tx = self.ground.db.write().await?;
        let meeting = self.own_meeting(&mut tx, caller, session).await?;
        let visit = self.visit_of(&mut tx, &meeting, device).await?;
        self.end_visit(&mut tx, caller, &visit, reason).await?;
        devices::distrust(&mut tx, device).await?;
        self.audit_visit(&mut tx, caller, "visit.removed", device, Some(reason))
            .await?;
        tx.commit().await?;
        self.rooms.remove_all(&[visit]).await;
        Ok(())
    }

    /// Admits a removed device again, as somebody new to the media plane.
    pub(crate) async fn readmit(
        &self,
        caller: &StaffCaller,
        session: SessionId,
        device: DoorSessionId,
    ) -> Result<(), DoorError> {
        let mut tx = self.ground.db.write().await?;
        let meeting = self.open_meeting(&mut tx, caller, session).await?;
        let visit = self.visit_of(&mut tx, &meeting, device).await?;
        let fresh = MediaIdentity::random(&self.ground.rng);
        let now = self.ground.clock.now();
        let held = self.hold_link_of(&mut tx, caller, device).await?;
        if !held {
            return Err(DoorError::LinkRevoked);
        }
        if visits::readmit(&mut tx, device, session, &fresh, caller.staff, now).await? {
            self.record_admission(&mut tx, caller, &visit).await?;
            self.audit_visit(&mut tx, caller, "visit.readmitted", device, None)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The session, if the caller runs its group.
    pub(crate) async fn own_meeting(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        session: SessionId,
    ) -> Result<Meeting, DoorError> {
        let meeting = sessions::one(tx, caller.organisation, session).await?;
        let meeting = meeting.ok_or(DoorError::Unknown)?;
        if sessions::is_facilitator(tx, meeting.group, caller.staff).await? {
            Ok(meeting)
        } else {
            Err(DoorError::NotOfThisGroup)
        }
    }

    /// The session, if the caller runs its group and its room is open.
    pub(crate) async fn open_meeting(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        session: SessionId,
    ) -> Result<Meeting, DoorError> {
        let meeting = self.own_meeting(tx, caller, session).await?;
        if meeting.state.room_is_open() {
            Ok(meeting)
        } else {
            Err(DoorError::SessionNotOpen)
        }
    }

    /// Ends a visit, whoever decided it; the media plane is told after the commit.
    pub(crate) async fn end_visit(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        visit: &VisitRow,
        reason: &str,
    ) -> Result<(), DbError> {
        let now = self.ground.clock.now();
        let (device, session) = (visit.device, visit.session);
        if !visits::remove(tx, device, session, caller.staff, reason, now).await? {
            return Ok(());
        }
        let event = DomainEvent::DoorRemoved {
            session,
            membership: visit.membership,
            door_session: device,
            by: caller.staff,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        self.hint(tx, caller.organisation, session, visit.membership);
        Ok(())
    }

    async fn meant(
        &self,
        tx: &mut Tx,
        meeting: &Meeting,
        whom: &Admit,
    ) -> Result<Vec<VisitRow>, DoorError> {
        let Admit::These(devices) = whom else {
            return Ok(visits::waiting_unflagged(tx, meeting.id).await?);
        };
        let visits = visits::of_session(tx, meeting.id).await?;
        let meant: Vec<VisitRow> = visits
            .into_iter()
            .filter(|visit| devices.contains(&visit.device))
            .collect();
        let all_known = devices
            .iter()
            .all(|device| meant.iter().any(|visit| visit.device == *device));
        all_known.then_some(meant).ok_or(DoorError::Unknown)
    }

    async fn admit_one(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        visit: &VisitRow,
    ) -> Result<bool, DoorError> {
        let now = self.ground.clock.now();
        if visit.state != VisitRowState::Waiting
            || !visits::admit(tx, visit.device, visit.session, caller.staff, now).await?
        {
            return Ok(false);
        }
        self.record_admission(tx, caller, visit).await?;
        self.audit_visit(tx, caller, "visit.admitted", visit.device, None)
            .await?;
        Ok(true)
    }

    /// E3: a facilitator admitted a device. From then on it is known.
    async fn record_admission(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        visit: &VisitRow,
    ) -> Result<(), DbError> {
        let event = DomainEvent::DoorAdmitted {
            session: visit.session,
            membership: visit.membership,
            door_session: visit.device,
            by: caller.staff,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        devices::recognise(tx, visit.device).await?;
        self.hint(tx, caller.organisation, visit.session, visit.membership);
        Ok(())
    }

    async fn visit_of(
        &self,
        tx: &mut Tx,
        meeting: &Meeting,
        device: DoorSessionId,
    ) -> Result<VisitRow, DoorError> {
        let visits = visits::of_session(tx, meeting.id).await?;
        let visit = visits.into_iter().find(|visit| visit.device == device);
        visit.ok_or(DoorError::Unknown)
    }

    /// Whether the link a device came through is in force, and stays so until `tx` ends.
    async fn hold_link_of(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        device: DoorSessionId,
    ) -> Result<bool, DoorError> {
        let Some(device) = devices::one(tx, caller.organisation, device).await? else {
            return Ok(false);
        };
        Ok(links::hold(tx, device.membership, device.generation).await?)
    }

    async fn audit_visit(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        action: &str,
        device: DoorSessionId,
        reason: Option<&str>,
    ) -> Result<(), DbError> {
        let entry = AuditEntry {
            organisation: caller.organisation.into(),
            actor: caller.actor(),
            action,
            subject_kind: "door_session",
            subject: Some(device.into()),
            reason,
            items: None,
        };
        audit::record(tx, &self.ground, &entry).await
    }
}
