//! A device behind the door: where it stands, and how it enters, leaves and is named.

use wellmet_foundation::{Instant, Tx};
use wellmet_vocabulary::{DomainEvent, GroupId, MediaIdentity, PatientCaller};

use crate::choice::{Choice, choose};
use crate::display_name::DisplayName;
use crate::standing::{Standing, standing};
use crate::store::devices::{self, DeviceRow};
use crate::store::sessions::{self, Meeting};
use crate::store::visits::{self, VisitRow, VisitRowState};
use crate::store::{greeting, links};
use crate::{Door, DoorError};

/// A device's visit, with all that its page shows.
pub(crate) struct Visiting {
    pub(crate) device: DeviceRow,
    pub(crate) standing: Standing,
    pub(crate) sharing: Option<greeting::Sharing>,
    pub(crate) facilitators: Vec<String>,
}

impl Door {
    /// Where the caller's device stands. Changes nothing.
    pub(crate) async fn visit(&self, caller: &PatientCaller) -> Result<Visiting, DoorError> {
        let mut tx = self.ground.db.read().await?;
        let device = self.device(&mut tx, caller).await?;
        self.visiting(&mut tx, device).await
    }

    /// Into the waiting room; or, where an admission is stored, back into the room.
    pub(crate) async fn enter(&self, caller: &PatientCaller) -> Result<Visiting, DoorError> {
        let mut tx = self.ground.db.write().await?;
        let device = self.held_device(&mut tx, caller).await?;
        let (choice, _) = self.chosen_for(&mut tx, &device).await?;
        if let Some(meeting) = choice.entered() {
            self.step_in(&mut tx, &device, meeting).await?;
        }
        let visiting = self.visiting(&mut tx, device).await?;
        tx.commit().await?;
        Ok(visiting)
    }

    /// Leaves, quietly.
    pub(crate) async fn leave(&self, caller: &PatientCaller) -> Result<Visiting, DoorError> {
        let mut tx = self.ground.db.write().await?;
        let device = self.held_device(&mut tx, caller).await?;
        let (choice, _) = self.chosen_for(&mut tx, &device).await?;
        if let Some(meeting) = choice.entered() {
            self.step_out(&mut tx, &device, meeting).await?;
        }
        let visiting = self.visiting(&mut tx, device).await?;
        tx.commit().await?;
        Ok(visiting)
    }

    /// Changes the name that the others see.
    pub(crate) async fn rename(
        &self,
        caller: &PatientCaller,
        name: &DisplayName,
    ) -> Result<Visiting, DoorError> {
        let mut tx = self.ground.db.write().await?;
        let device = self.held_device(&mut tx, caller).await?;
        devices::rename(&mut tx, device.id, name).await?;
        let device = DeviceRow {
            display_name: name.clone(),
            ..device
        };
        let visiting = self.visiting(&mut tx, device).await?;
        if let Some(meeting) = &visiting.standing.meeting {
            let device = &visiting.device;
            self.hint(&mut tx, device.organisation, meeting.id, device.membership);
        }
        tx.commit().await?;
        Ok(visiting)
    }

    /// The caller's device. Its link may have been revoked since the cookie was checked.
    pub(crate) async fn device(
        &self,
        tx: &mut Tx,
        caller: &PatientCaller,
    ) -> Result<DeviceRow, DoorError> {
        let device = devices::one(tx, caller.organisation, caller.door_session).await?;
        let now = self.ground.clock.now();
        let live = device.filter(|device| device.is_live(now));
        live.ok_or(DoorError::LinkUnknown)
    }

    /// The caller's device, whose link cannot be revoked until `tx` ends.
    pub(crate) async fn held_device(
        &self,
        tx: &mut Tx,
        caller: &PatientCaller,
    ) -> Result<DeviceRow, DoorError> {
        let device = self.device(tx, caller).await?;
        if links::hold(tx, device.membership, device.generation).await? {
            Ok(device)
        } else {
            Err(DoorError::LinkUnknown)
        }
    }

    /// What a link opens now, and among which meetings of its group that was chosen.
    pub(crate) async fn chosen(
        &self,
        tx: &mut Tx,
        group: GroupId,
        membership_ended_at: Option<Instant>,
    ) -> Result<(Choice, Vec<Meeting>), DoorError> {
        if membership_ended_at.is_some() {
            return Ok((Choice::Over, Vec::new()));
        }
        let meetings = sessions::of_group(tx, group).await?;
        Ok((choose(self.ground.clock.now(), &meetings), meetings))
    }

    pub(crate) async fn chosen_for(
        &self,
        tx: &mut Tx,
        device: &DeviceRow,
    ) -> Result<(Choice, Vec<Meeting>), DoorError> {
        self.chosen(tx, device.group, device.membership_ended_at)
            .await
    }

    /// Brings a device as far into `meeting` as it may go by itself.
    pub(crate) async fn step_in(
        &self,
        tx: &mut Tx,
        device: &DeviceRow,
        meeting: &Meeting,
    ) -> Result<(), DoorError> {
        let now = self.ground.clock.now();
        let visits = visits::of_device(tx, device.id).await?;
        let waits = match visits.iter().find(|visit| visit.session == meeting.id) {
            None => {
                visits::start_waiting(tx, &self.first_visit(device, meeting), now).await?;
                true
            }
            Some(visit) if visits::come_back(tx, visit).await? => false,
            Some(visit) if visits::wait_again(tx, visit, now).await? => true,
            Some(_) => return Ok(()),
        };
        if waits {
            let event = DomainEvent::DoorWaiting {
                session: meeting.id,
                membership: device.membership,
                door_session: device.id,
            };
            event.append(tx, &self.ground, device.organisation).await?;
        }
        self.hint(tx, device.organisation, meeting.id, device.membership);
        Ok(())
    }

    async fn step_out(
        &self,
        tx: &mut Tx,
        device: &DeviceRow,
        meeting: &Meeting,
    ) -> Result<(), DoorError> {
        let now = self.ground.clock.now();
        if !visits::leave(tx, device.id, meeting.id, now).await? {
            return Ok(());
        }
        let event = DomainEvent::DoorLeft {
            session: meeting.id,
            membership: device.membership,
            door_session: device.id,
        };
        event.append(tx, &self.ground, device.organisation).await?;
        self.hint(tx, device.organisation, meeting.id, device.membership);
        Ok(())
    }

    fn first_visit(&self, device: &DeviceRow, meeting: &Meeting) -> VisitRow {
        VisitRow {
            device: device.id,
            session: meeting.id,
            membership: device.membership,
            identity: MediaIdentity::random(&self.ground.rng),
            state: VisitRowState::Waiting,
            admitted_at: None,
        }
    }

    async fn visiting(&self, tx: &mut Tx, device: DeviceRow) -> Result<Visiting, DoorError> {
        let (choice, meetings) = self.chosen_for(tx, &device).await?;
        let visits = visits::of_device(tx, device.id).await?;
        let greeting = greeting::of_membership(tx, device.membership, device.generation).await?;
        let greeting = greeting.ok_or(DoorError::LinkUnknown)?;
        Ok(Visiting {
            standing: standing(self.ground.clock.now(), &choice, &meetings, &visits),
            sharing: greeting::sharing(tx, greeting.prescription).await?,
            facilitators: greeting::facilitators(tx, device.group).await?,
            device,
        })
    }
}
