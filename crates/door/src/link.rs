//! The one personal link of a membership: when it opens, and how staff give, replace and revoke it.
//!
//! The token is computed from the door key; the row keeps its hash. Replacing raises the
//! generation, so that the old token can never be computed into force again.

use std::time::Duration;

use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::{DbError, Instant, Tx};
use wellmet_vocabulary::{DomainEvent, MembershipId, OrganisationId, Role, StaffCaller, door_path};

use crate::store::devices::{self, DeviceRow};
use crate::store::links::{self, LinkRow};
use crate::store::sessions;
use crate::store::visits::{self, VisitRow};
use crate::{Door, DoorError};

/// How long a link opens after the end of the group's last session.
const AFTER_THE_END: Duration = Duration::from_secs(7 * 24 * 60 * 60);

const FIRST_GENERATION: i64 = 1;

/// A door link, as staff hand it on.
#[derive(Clone)]
pub struct DoorLink {
    /// Its address. Never log it.
    pub url: String,
    /// How often it was replaced, plus one.
    pub generation: i64,
    /// From when on it no longer opens; `None` while no session is scheduled.
    pub expires_at: Option<Instant>,
}

/// When a link ends: seven days after the programme, which ends with the last session or with the
/// membership, whichever is sooner.
pub(crate) fn expiry(
    last_session_ends_at: Option<Instant>,
    membership_ended_at: Option<Instant>,
) -> Option<Instant> {
    let ends = [last_session_ends_at, membership_ended_at];
    let programme_end = ends.into_iter().flatten().min()?;
    Some(programme_end + AFTER_THE_END)
}

impl LinkRow {
    /// Whether the link opens.
    pub(crate) fn is_live(&self, now: Instant) -> bool {
        self.revoked_at.is_none() && self.expires_at().is_none_or(|end| now < end)
    }

    fn in_force(self) -> Result<Self, DoorError> {
        match self.revoked_at {
            Some(_) => Err(DoorError::LinkRevoked),
            None => Ok(self),
        }
    }

    fn expires_at(&self) -> Option<Instant> {
        expiry(self.last_session_ends_at, self.membership_ended_at)
    }
}

impl DeviceRow {
    /// Whether the device is remembered and its link opens.
    pub(crate) fn is_live(&self, now: Instant) -> bool {
        let link_ends = expiry(self.last_session_ends_at, self.membership_ended_at);
        self.ended_at.is_none()
            && now < self.expires_at
            && self.revoked_at.is_none()
            && link_ends.is_none_or(|end| now < end)
    }
}

impl Door {
    /// The link of a membership, written if it is not yet: the consumer of `membership.started`
    /// may be late, and the row follows from the membership alone.
    ///
    /// # Errors
    /// [`DoorError::Unknown`] for no membership of `organisation`, [`DoorError::LinkRevoked`].
    pub async fn link_of(
        &self,
        organisation: OrganisationId,
        membership: MembershipId,
    ) -> Result<DoorLink, DoorError> {
        let mut tx = self.ground.db.write().await?;
        let link = self.newest_link(&mut tx, organisation, membership).await?;
        let link = link.in_force()?;
        tx.commit().await?;
        Ok(self.as_given(&link))
    }

    /// The link for `caller`, who is recorded as having read it.
    pub(crate) async fn read_link(
        &self,
        caller: &StaffCaller,
        membership: MembershipId,
    ) -> Result<DoorLink, DoorError> {
        let mut tx = self.ground.db.write().await?;
        let link = self.link_for(&mut tx, caller, membership).await?;
        let link = link.in_force()?;
        self.audit(&mut tx, caller, "door_link.read", membership, None)
            .await?;
        tx.commit().await?;
        Ok(self.as_given(&link))
    }

    /// Replaces the link: the old one and every device that came through it are shut out.
    pub(crate) async fn reissue_link(
        &self,
        caller: &StaffCaller,
        membership: MembershipId,
    ) -> Result<DoorLink, DoorError> {
        let mut tx = self.ground.db.write().await?;
        let old = self.link_for(&mut tx, caller, membership).await?;
        let ended = self.end_link(&mut tx, caller, &old, "reissued").await?;
        let generation = old.generation + 1;
        self.write_link(&mut tx, membership, generation).await?;
        self.audit(&mut tx, caller, "door_link.reissued", membership, None)
            .await?;
        tx.commit().await?;
        self.rooms.remove_all(&ended).await;
        Ok(self.as_given(&LinkRow { generation, ..old }))
    }

    /// Revokes the link, and shuts out every device that came through it.
    pub(crate) async fn revoke_link(
        &self,
        caller: &StaffCaller,
        membership: MembershipId,
        reason: &str,
    ) -> Result<(), DoorError> {
        let mut tx = self.ground.db.write().await?;
        let link = self.link_for(&mut tx, caller, membership).await?;
        let ended = self.end_link(&mut tx, caller, &link, reason).await?;
        self.audit(
            &mut tx,
            caller,
            "door_link.revoked",
            membership,
            Some(reason),
        )
        .await?;
        tx.commit().await?;
        self.rooms.remove_all(&ended).await;
        Ok(())
    }

    /// Writes the link of `membership`; one that stands already stays as it is.
    pub(crate) async fn write_link(
        &self,
        tx: &mut Tx,
        membership: MembershipId,
        generation: i64,
    ) -> Result<(), DbError> {
        let hash = self.key.token(membership, generation).hash();
        links::ensure(tx, membership, generation, &hash, self.ground.clock.now()).await
    }

    /// Writes the first link of `membership`.
    pub(crate) async fn write_first_link(
        &self,
        tx: &mut Tx,
        membership: MembershipId,
    ) -> Result<(), DbError> {
        self.write_link(tx, membership, FIRST_GENERATION).await
    }

    /// The newest link, if the caller may hold it: a link worker's, or that of a group they lead.
    async fn link_for(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        membership: MembershipId,
    ) -> Result<LinkRow, DoorError> {
        let link = self
            .newest_link(tx, caller.organisation, membership)
            .await?;
        let may_hold = caller.roles.contains(&Role::LinkWorker)
            || sessions::is_facilitator(tx, link.group, caller.staff).await?;
        may_hold.then_some(link).ok_or(DoorError::NotOfThisGroup)
    }

    async fn newest_link(
        &self,
        tx: &mut Tx,
        organisation: OrganisationId,
        membership: MembershipId,
    ) -> Result<LinkRow, DoorError> {
        if !links::lock_membership(tx, organisation, membership).await? {
            return Err(DoorError::Unknown);
        }
        self.write_first_link(tx, membership).await?;
        let newest = links::newest(tx, organisation, membership).await?;
        newest.ok_or(DoorError::Unknown)
    }

    /// Ends a link with all that hangs on it; answers with the visits that ended. A link revoked
    /// before has nothing left to end.
    async fn end_link(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        link: &LinkRow,
        reason: &str,
    ) -> Result<Vec<VisitRow>, DbError> {
        let (membership, generation) = (link.membership, link.generation);
        let now = self.ground.clock.now();
        if !links::revoke(tx, membership, generation, caller.staff, reason, now).await? {
            return Ok(Vec::new());
        }
        devices::end_all(tx, membership, generation, now).await?;
        let visits = visits::live_of_link(tx, membership, generation).await?;
        for visit in &visits {
            self.end_visit(tx, caller, visit, "link revoked").await?;
        }
        let event = DomainEvent::DoorLinkRevoked { membership };
        event.append(tx, &self.ground, link.organisation).await?;
        self.hint_patient(tx, link.organisation, membership);
        Ok(visits)
    }

    fn as_given(&self, link: &LinkRow) -> DoorLink {
        let token = self.key.token(link.membership, link.generation);
        DoorLink {
            url: self.public_url.join(&door_path(&token)),
            generation: link.generation,
            expires_at: link.expires_at(),
        }
    }

    async fn audit(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        action: &str,
        membership: MembershipId,
        reason: Option<&str>,
    ) -> Result<(), DbError> {
        let entry = AuditEntry {
            organisation: caller.organisation.into(),
            actor: caller.actor(),
            action,
            subject_kind: "membership",
            subject: Some(membership.into()),
            reason,
            items: None,
        };
        audit::record(tx, &self.ground, &entry).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    #[test]
    fn a_link_lives_until_seven_days_after_the_programme() {
        let end = Instant::from_millis(1_000_000_000);
        assert_eq!(expiry(Some(end), None), Some(end + 7 * DAY));
        assert_eq!(expiry(Some(end), Some(end - DAY)), Some(end + 6 * DAY));
        assert_eq!(expiry(None, Some(end)), Some(end + 7 * DAY));
    }

    #[test]
    fn a_link_without_a_scheduled_session_does_not_expire() {
        assert_eq!(expiry(None, None), None);
    }
}
