//! Confirming a register, or amending a confirmed one.

use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{SessionId, StaffCaller};

use super::changes::faults;
use super::lines::propose;
use super::{Change, Sheet};
use crate::outcome::Review;
use crate::store::evidence::Word;
use crate::store::session::Session;
use crate::{Attendance, AttendanceError, access, interval, store};

impl Attendance {
    /// Confirms what the evidence says, with `changes` as a facilitator's own evidence (E7).
    ///
    /// `version` is the one the facilitator looked at: 0 for a proposal. A confirmed register is
    /// amended alike, as a new version.
    pub(crate) async fn confirm(
        &self,
        caller: &StaffCaller,
        session: SessionId,
        version: i64,
        changes: &[Change],
    ) -> Result<Sheet, AttendanceError> {
        let mut tx = self.ground.db.write().await?;
        let session = access::to_run(&mut tx, caller, session).await?;
        if !session.is_over() {
            return Err(AttendanceError::StillOpen);
        }
        let before = self.sheet(&mut tx, session).await?;
        if before.state.version() != version {
            return Err(AttendanceError::RegisterChanged);
        }
        let members: Vec<_> = before.members.iter().map(|member| member.id).collect();
        let faults = faults(changes, &members);
        if !faults.is_empty() {
            return Err(AttendanceError::BadChanges(faults));
        }
        self.attest_all(&mut tx, caller, &before.session, changes)
            .await?;
        self.settle(&mut tx, &before.session).await?;
        let now = self.ground.clock.now();
        let lines = propose(&mut tx, &before.session, Review::ByPerson, now).await?;
        self.write_version(&mut tx, &before, Some(caller.staff), &lines)
            .await?;
        let after = self.sheet(&mut tx, before.session).await?;
        tx.commit().await?;
        Ok(after)
    }

    async fn attest_all(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        session: &Session,
        changes: &[Change],
    ) -> Result<(), DbError> {
        for change in changes {
            let word = Word {
                by: caller.staff,
                verdict: change.verdict,
                reason: &change.reason,
            };
            store::evidence::attest(tx, &self.ground, session.id, change.membership, &word).await?;
            // The reason stands with the attestation, where it can be erased.
            let entry = AuditEntry {
                organisation: session.organisation.into(),
                actor: caller.actor(),
                action: "outcome.attested",
                subject_kind: "membership",
                subject: Some(change.membership.into()),
                reason: None,
                items: None,
            };
            audit::record(tx, &self.ground, &entry).await?;
        }
        Ok(())
    }

    /// Closes what is still open in a session that is over, so that the register is final.
    pub(super) async fn settle(&self, tx: &mut Tx, session: &Session) -> Result<(), DbError> {
        let at = session.closed_at.unwrap_or_else(|| self.ground.clock.now());
        for presence in store::presence::in_session(tx, session.id).await? {
            interval::close_or_lose(tx, &self.ground, &presence, at).await?;
        }
        Ok(())
    }
}
