//! Writing one version of a register, and everything that follows from it.

use wellmet_foundation::audit::{self, Actor, AuditEntry};
use wellmet_foundation::db::is_unique_violation;
use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{DomainEvent, RegisterId, StaffId, topic};

use super::{Sheet, State};
use crate::hint::hint_prescriber;
use crate::store::register::Line;
use crate::{Attendance, AttendanceError, store};

impl Attendance {
    /// Appends the version after `before`; `by` is `None` when it closed by itself.
    pub(super) async fn write_version(
        &self,
        tx: &mut Tx,
        before: &Sheet,
        by: Option<StaffId>,
        lines: &[Line],
    ) -> Result<(), AttendanceError> {
        let (id, version) = (self.ground.id(), before.state.version() + 1);
        let session = before.session.id;
        store::register::insert(tx, id, session, version, by, self.ground.clock.now())
            .await
            .map_err(overtaken)?;
        for line in lines {
            store::register::insert_line(tx, id, session, line).await?;
            self.follow_up(tx, before, line, id, version).await?;
        }
        self.record_version(tx, before, by).await?;
        let organisation = before.session.organisation;
        let list = topic::sessions(before.session.group);
        tx.hint(Hint::new(organisation, list));
        tx.hint(Hint::new(organisation, topic::session(session)));
        Ok(())
    }

    /// Counts the dose; tells that the outcome stands, if it is new to anybody.
    async fn follow_up(
        &self,
        tx: &mut Tx,
        before: &Sheet,
        line: &Line,
        register: RegisterId,
        version: i64,
    ) -> Result<(), DbError> {
        let membership = line.membership;
        let Some(concerned) = store::session::concerned(tx, membership).await? else {
            return Ok(());
        };
        store::dose::recount(tx, membership, concerned.prescription).await?;
        hint_prescriber(tx, concerned).await?;
        if !is_news(before, line) {
            return Ok(());
        }
        let event = DomainEvent::AttendanceFinalised {
            session: before.session.id,
            membership,
            prescription: concerned.prescription,
            register,
            version,
        };
        event
            .append(tx, &self.ground, before.session.organisation)
            .await?;
        Ok(())
    }

    async fn record_version(
        &self,
        tx: &mut Tx,
        before: &Sheet,
        by: Option<StaffId>,
    ) -> Result<(), DbError> {
        let action = match (by, &before.state) {
            (None, _) => "register.closed_unreviewed",
            (Some(_), State::Confirmed(_)) => "register.amended",
            (Some(_), State::Open | State::Proposed) => "register.confirmed",
        };
        let entry = AuditEntry {
            organisation: before.session.organisation.into(),
            actor: by.map_or(Actor::System, |staff| Actor::Staff(staff.into())),
            action,
            subject_kind: "session",
            subject: Some(before.session.id.into()),
            reason: None,
            items: None,
        };
        audit::record(tx, &self.ground, &entry).await
    }
}

/// Two confirmed at once: the version's unique row let one through.
fn overtaken(error: DbError) -> AttendanceError {
    if is_unique_violation(&error) {
        AttendanceError::RegisterChanged
    } else {
        error.into()
    }
}

/// Whether the outcome is the first, or another verdict than the one confirmed before. That a
/// facilitator agrees with what stood already need not be told again.
fn is_news(before: &Sheet, line: &Line) -> bool {
    let State::Confirmed(_) = before.state else {
        return true;
    };
    let stood = before
        .lines
        .iter()
        .find(|old| old.membership == line.membership);
    stood.is_none_or(|old| old.verdict != line.verdict)
}
