//! Which session a person of staff may see or run, and the trace that seeing it leaves.

use uuid::Uuid;
use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::{DbError, Ground, Tx};
use wellmet_vocabulary::{Role, SessionId, StaffCaller};

use crate::store::session::Session;
use crate::{AttendanceError, store};

/// The session, for a facilitator of its group.
pub(crate) async fn to_run(
    tx: &mut Tx,
    caller: &StaffCaller,
    session: SessionId,
) -> Result<Session, AttendanceError> {
    let session = of_organisation(tx, caller, session).await?;
    if store::session::facilitates(tx, session.group, caller.staff).await? {
        Ok(session)
    } else {
        Err(AttendanceError::NotOfThisGroup)
    }
}

/// The session, for a facilitator of its group or a link worker of its organisation.
pub(crate) async fn to_read(
    tx: &mut Tx,
    caller: &StaffCaller,
    session: SessionId,
) -> Result<Session, AttendanceError> {
    if caller.roles.contains(&Role::LinkWorker) {
        of_organisation(tx, caller, session).await
    } else {
        to_run(tx, caller, session).await
    }
}

async fn of_organisation(
    tx: &mut Tx,
    caller: &StaffCaller,
    session: SessionId,
) -> Result<Session, AttendanceError> {
    store::session::session(tx, caller.organisation, session)
        .await?
        .ok_or(AttendanceError::UnknownSession)
}

/// What somebody read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// As `subject.read`.
    pub(crate) action: &'static str,
    pub(crate) subject_kind: &'static str,
    pub(crate) subject: Uuid,
    /// How many people it named, where it is a list.
    pub(crate) items: Option<usize>,
}

impl Reading {
    /// As it stands in the trail.
    pub(crate) fn counted(&self) -> Option<i64> {
        self.items.and_then(|items| i64::try_from(items).ok())
    }
}

/// Records that `caller` read it; a page that refetches the same is one reading.
pub(crate) async fn record_reading(
    ground: &Ground,
    caller: &StaffCaller,
    reading: Reading,
) -> Result<(), DbError> {
    let mut tx = ground.db.read().await?;
    if store::reading::is_recorded(&mut tx, ground, caller, reading).await? {
        return Ok(());
    }
    drop(tx);
    let entry = AuditEntry {
        organisation: caller.organisation.into(),
        actor: caller.actor(),
        action: reading.action,
        subject_kind: reading.subject_kind,
        subject: Some(reading.subject),
        reason: None,
        items: reading.counted(),
    };
    let mut tx = ground.db.write().await?;
    audit::record(&mut tx, ground, &entry).await?;
    tx.commit().await
}
