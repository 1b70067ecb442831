//! Reading a register as it stands.

use wellmet_foundation::{DbError, Tx};
use wellmet_vocabulary::{MembershipId, SessionId, StaffCaller, StaffId};

use super::lines::propose;
use crate::access::Reading;
use crate::outcome::Review;
use crate::store::register::{Line, Named, Version};
use crate::store::session::Session;
use crate::{Attendance, AttendanceError, access, store};

/// A register, with the names its readers may see.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) session: Session,
    /// How many members the group has.
    pub(crate) expected: i64,
    pub(crate) state: State,
    /// One for each member of whom there is evidence; none while the session is open.
    pub(crate) lines: Vec<Line>,
    pub(crate) members: Vec<Named<MembershipId>>,
    pub(crate) attesters: Vec<Named<StaffId>>,
}

/// How far a register has come.
#[derive(Debug)]
pub(crate) enum State {
    /// The session is not over.
    Open,
    /// The evidence proposes; nobody confirmed yet.
    Proposed,
    /// Confirmed, by a person or by itself.
    Confirmed(Version),
}

impl State {
    /// The version that a confirmation must name: 0 before the first.
    pub(crate) const fn version(&self) -> i64 {
        match self {
            Self::Open | Self::Proposed => 0,
            Self::Confirmed(version) => version.version,
        }
    }
}

impl Attendance {
    /// The register of `session`, for its group's facilitators and its organisation's link workers.
    pub(crate) async fn register(
        &self,
        caller: &StaffCaller,
        session: SessionId,
    ) -> Result<Sheet, AttendanceError> {
        let mut tx = self.ground.db.read().await?;
        let session = access::to_read(&mut tx, caller, session).await?;
        let sheet = self.sheet(&mut tx, session).await?;
        drop(tx);
        let reading = Reading {
            action: "register.read",
            subject_kind: "session",
            subject: sheet.session.id.into(),
            items: Some(sheet.lines.len()),
        };
        access::record_reading(&self.ground, caller, reading).await?;
        Ok(sheet)
    }

    pub(super) async fn sheet(&self, tx: &mut Tx, session: Session) -> Result<Sheet, DbError> {
        let now = self.ground.clock.now();
        let (state, lines) = match store::register::newest(tx, session.id).await? {
            Some(version) => {
                let lines = store::register::lines(tx, version.id).await?;
                (State::Confirmed(version), lines)
            }
            None if session.is_over() => {
                let lines = propose(tx, &session, Review::ByPerson, now).await?;
                (State::Proposed, lines)
            }
            None => (State::Open, Vec::new()),
        };
        Ok(Sheet {
            expected: store::register::expected(tx, session.id).await?,
            members: store::register::names(tx, session.organisation, session.id).await?,
            attesters: store::register::attesters(tx, session.id).await?,
            session,
            state,
            lines,
        })
    }
}
