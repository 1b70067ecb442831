//! The members of the house, introduced to one another here and nowhere else.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use utoipa_axum::router::OpenApiRouter;
use wellmet_accounts::Accounts;
use wellmet_attendance::{Attendance, CloseSession, NodeId};
use wellmet_care::{Care, PeopleSettings};
use wellmet_door::Door;
use wellmet_foundation::events::{self, Consumer};
use wellmet_foundation::{DbError, Ground};
use wellmet_notify::{MailSettings, Notify};
use wellmet_scheduler::Scheduler;
use wellmet_vocabulary::{DoorKey, MediaPlane, PublicUrl, RoomEvent};

/// Every member, ready to be asked.
#[derive(Clone)]
pub struct Members {
    /// Organisations, staff, sign-in, the audit trail.
    pub accounts: Accounts,
    /// Patients, prescriptions, referrals, groups, memberships.
    pub care: Care,
    /// Series and sessions.
    pub scheduler: Scheduler,
    /// Door links, the waiting room, admission.
    pub door: Door,
    /// Presence, evidence, outcomes, registers.
    pub attendance: Attendance,
    /// Mails.
    pub notify: Notify,
}

/// What members are handed besides the ground.
pub(crate) struct Handed {
    pub(crate) public_url: PublicUrl,
    pub(crate) door_key: DoorKey,
    pub(crate) node: NodeId,
    pub(crate) plane: Arc<dyn MediaPlane>,
    pub(crate) mail: MailSettings,
    pub(crate) people: PeopleSettings,
}

impl Members {
    /// Members on `ground`. Call it within a tokio runtime.
    pub(crate) fn new(ground: &Ground, handed: Handed) -> Self {
        let Handed {
            public_url,
            door_key,
            node,
            plane,
            mail,
            people,
        } = handed;
        let scheduler = Scheduler::new(ground.clone());
        let close = close_session(&scheduler);
        let (key, url) = (door_key.clone(), public_url.clone());
        Self {
            accounts: Accounts::new(ground.clone(), public_url.clone()),
            care: Care::new(ground.clone(), door_key.clone(), public_url.clone())
                .with_people_settings(people),
            door: Door::new(ground.clone(), key, url, Arc::clone(&plane)),
            attendance: Attendance::new(ground.clone(), node, plane, close),
            notify: Notify::new(ground.clone(), door_key, public_url, mail),
            scheduler,
        }
    }

    /// Every member's routes.
    pub(crate) fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .merge(self.accounts.routes())
            .merge(self.care.routes())
            .merge(self.scheduler.routes())
            .merge(self.door.routes())
            .merge(self.attendance.routes())
            .merge(self.notify.routes())
    }

    /// Who acts on events.
    fn consumers(&self) -> Vec<Arc<dyn Consumer>> {
        let mut consumers = self.door.consumers();
        consumers.extend(self.care.consumers());
        consumers.extend(self.attendance.consumers());
        consumers.extend(self.notify.consumers());
        consumers
    }

    /// Registers every consumer, and sets everybody to work until `shutdown`. `rooms` is what
    /// happens in the media rooms.
    pub(crate) async fn set_to_work(
        &self,
        ground: &Ground,
        rooms: mpsc::Receiver<RoomEvent>,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
    ) -> anyhow::Result<()> {
        self.attendance.recover().await?;
        // Whoever comes back at once must find their room: a missing one sends clients away for good.
        self.door.open_rooms().await?;
        self.register(ground, tasks, shutdown).await?;
        tasks.spawn(self.accounts.clone().run(shutdown.clone()));
        tasks.spawn(self.care.clone().run(shutdown.clone()));
        tasks.spawn(self.door.clone().run(shutdown.clone()));
        tasks.spawn(self.attendance.clone().run(shutdown.clone()));
        tasks.spawn(self.notify.clone().run(shutdown.clone()));
        tasks.spawn(watch(self.attendance.clone(), rooms, shutdown.clone()));
        Ok(())
    }

    async fn register(
        &self,
        ground: &Ground,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
    ) -> Result<(), DbError> {
        for consumer in self.consumers() {
            events::register(ground, consumer.as_ref()).await?;
            tasks.spawn(events::dispatch(ground.clone(), consumer, shutdown.clone()));
        }
        Ok(())
    }
}

/// Attendance knows when a forgotten session ended; scheduler closes it.
fn close_session(scheduler: &Scheduler) -> CloseSession {
    let scheduler = scheduler.clone();
    Arc::new(move |session, at| {
        let scheduler = scheduler.clone();
        Box::pin(async move {
            scheduler.close_by_itself(session, at).await?;
            Ok(())
        })
    })
}

/// Tells attendance what happens in the rooms, until `shutdown` and what had happened by then.
async fn watch(
    attendance: Attendance,
    mut rooms: mpsc::Receiver<RoomEvent>,
    shutdown: CancellationToken,
) {
    loop {
        tokio::select! {
            biased;
            event = rooms.recv() => match event {
                Some(event) => attendance.observe(event).await,
                None => return,
            },
            () = shutdown.cancelled() => return,
        }
    }
}
