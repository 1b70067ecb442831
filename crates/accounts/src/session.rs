//! How long a sign-in lasts.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use wellmet_foundation::{DbError, Ground, Instant};
use wellmet_vocabulary::{OrganisationId, Role, StaffCaller, StaffId, StaffSessionId};

use crate::store;

/// A sign-in ends when its browser has asked nothing for so long.
pub(crate) const IDLE: Duration = Duration::from_secs(12 * 3_600);
/// A sign-in ends after so long whatever happens.
pub(crate) const LONGEST: Duration = Duration::from_secs(7 * 24 * 3_600);
/// How exactly it is written down when a browser last asked; finer would write at each request.
const NOTED_EVERY: Duration = Duration::from_secs(60);
/// How often expired sign-ins are forgotten.
const SWEEP: Duration = Duration::from_secs(3_600);

/// One sign-in of a person of staff, on one browser.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct StaffSession {
    pub(crate) id: StaffSessionId,
    pub(crate) staff_id: StaffId,
    pub(crate) organisation_id: OrganisationId,
    pub(crate) last_seen_at: Instant,
    pub(crate) expires_at: Instant,
}

impl StaffSession {
    /// Whether it still stands at `now`.
    pub(crate) fn is_live(&self, now: Instant) -> bool {
        now < self.expires_at && now < self.last_seen_at + IDLE
    }

    /// Whether it is time to write down that its browser asked.
    pub(crate) fn is_to_be_noted(&self, now: Instant) -> bool {
        now >= self.last_seen_at + NOTED_EVERY
    }

    /// Its owner, in these roles, as routes meet them.
    pub(crate) fn caller(&self, roles: Vec<Role>) -> StaffCaller {
        StaffCaller {
            staff: self.staff_id,
            organisation: self.organisation_id,
            roles,
            session: self.id,
        }
    }
}

/// Deletes sign-ins that have expired, every hour until `shutdown`.
pub(crate) async fn forget_old_ones(ground: Ground, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        if let Err(error) = forget(&ground).await {
            tracing::error!(%error, "expired sign-ins could not be forgotten");
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = ground.clock.sleep(SWEEP) => {}
        }
    }
}

async fn forget(ground: &Ground) -> Result<(), DbError> {
    let mut tx = ground.db.write().await?;
    store::sessions::forget(&mut tx, ground.clock.now()).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Instant = Instant::from_millis(1_000_000);

    fn seen_at(last_seen_at: Instant) -> StaffSession {
        StaffSession {
            id: uuid::Uuid::nil().into(),
            staff_id: uuid::Uuid::nil().into(),
            organisation_id: uuid::Uuid::nil().into(),
            last_seen_at,
            expires_at: START + LONGEST,
        }
    }

    #[test]
    fn a_sign_in_ends_after_twelve_idle_hours() {
        let almost = IDLE - Duration::from_millis(1);
        assert!(seen_at(START).is_live(START + almost));
        assert!(!seen_at(START).is_live(START + IDLE));
    }

    #[test]
    fn a_busy_sign_in_ends_after_seven_days() {
        let end = START + LONGEST;
        let just_before = end - Duration::from_millis(1);
        assert!(seen_at(just_before).is_live(just_before));
        assert!(!seen_at(just_before).is_live(end));
    }

    #[test]
    fn a_request_is_written_down_once_a_minute() {
        assert!(!seen_at(START).is_to_be_noted(START + Duration::from_secs(59)));
        assert!(seen_at(START).is_to_be_noted(START + NOTED_EVERY));
    }
}
