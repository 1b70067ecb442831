//! Who answers for a group and its sessions.

use wellmet_foundation::DbError;
use wellmet_vocabulary::{GroupId, SessionId, StaffId};

use crate::Scheduler;
use crate::store::sessions;

impl Scheduler {
    /// Whether `staff` is a facilitator of `group`.
    pub async fn leads(&self, staff: StaffId, group: GroupId) -> Result<bool, DbError> {
        let mut tx = self.ground.db.read().await?;
        sessions::leads(&mut tx, group, staff).await
    }

    /// Whether `staff` is a facilitator of the group that meets in `session`.
    pub async fn leads_session(&self, staff: StaffId, session: SessionId) -> Result<bool, DbError> {
        let mut tx = self.ground.db.read().await?;
        sessions::leads_session(&mut tx, session, staff).await
    }
}
