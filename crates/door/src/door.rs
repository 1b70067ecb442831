//! The door itself: what it stands on, and whom it tells of changes.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use wellmet_foundation::{DbError, Ground, Hint, Tx};
use wellmet_vocabulary::{
    DoorKey, MediaPlane, MembershipId, OrganisationId, PublicUrl, SessionId, topic,
};

use crate::limits::Limits;
use crate::rooms::Rooms;

/// The patient's edge. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    pub(crate) ground: Ground,
    pub(crate) key: DoorKey,
    pub(crate) public_url: PublicUrl,
    pub(crate) rooms: Rooms,
    pub(crate) limits: Limits,
}

impl Door {
    /// A door on `ground` whose links are computed from `key` and lead to `public_url`.
    pub fn new(
        ground: Ground,
        key: DoorKey,
        public_url: PublicUrl,
        plane: Arc<dyn MediaPlane>,
    ) -> Self {
        let rooms = Rooms::new(ground.clone(), plane);
        let limits = Limits::new(&ground.clock);
        Self {
            ground,
            key,
            public_url,
            rooms,
            limits,
        }
    }

    /// Opens the rooms of the sessions under way. Call it before anybody can ask for one.
    pub async fn open_rooms(&self) -> Result<(), DbError> {
        self.rooms.sweep(true).await
    }

    /// Keeps the media plane as the database says, until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        self.rooms.keep(&shutdown).await;
    }

    /// Tells the pages of a session's staff, and the patient's own page, to look again.
    pub(crate) fn hint(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        session: SessionId,
        membership: MembershipId,
    ) {
        tx.hint(Hint::new(organisation, topic::session(session)));
        self.hint_patient(tx, organisation, membership);
    }

    /// Tells the patient's own page to look again.
    pub(crate) fn hint_patient(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        membership: MembershipId,
    ) {
        tx.hint(Hint::new(organisation, patient_topic(membership)));
    }
}

/// The topic that a patient's page listens to.
pub(crate) fn patient_topic(membership: MembershipId) -> String {
    format!("door:{membership}")
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door")
    }
}
