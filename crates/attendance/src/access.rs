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

/// Records that `caller` read `subject`; a page that refetches is one reading.
pub(crate) async fn record_reading(
    ground: &Ground,
    caller: &StaffCaller,
    action: &str,
    subject_kind: &str,
    subject: Uuid,
) -> Result<(), DbError> {
    let mut tx = ground.db.read().await?;
    if store::reading::is_recorded(&mut tx, ground, caller, action, subject).await? {
        return Ok(());
    }
    drop(tx);
    let entry = AuditEntry {
        organisation: caller.organisation.into(),
        actor: caller.actor(),
        action,
        subject_kind,
        subject: Some(subject),
        reason: None,
    };
    let mut tx = ground.db.write().await?;
    audit::record(&mut tx, ground, &entry).await?;
    tx.commit().await
}
