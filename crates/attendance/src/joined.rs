//! Telling that a patient has joined: once for each membership and session.

use std::time::Duration;

use wellmet_foundation::{DbError, Hint, Instant};
use wellmet_vocabulary::{DomainEvent, MembershipId, topic};

use crate::hint::hint_prescriber;
use crate::outcome::{Person, Review};
use crate::store::session::{Session, SessionKey};
use crate::{Attendance, AttendanceError, present, store};

/// For so long after a session closed it is still looked who had joined: a crash at its end
/// delays the telling, and does not prevent it.
const LOOK_BACK: Duration = Duration::from_secs(24 * 60 * 60);

impl Attendance {
    /// Tells of everybody who has reached 30 s of media within the window, and was not told of.
    ///
    /// The event is appended whether or not the prescriber may know: that is decided, by the consent
    /// then in force, where it is told. Only the hint to the prescriber's pages asks here.
    pub(crate) async fn tell_joined(&self) -> Result<(), AttendanceError> {
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.read().await?;
        let candidates = store::joined::candidates(&mut tx, now - LOOK_BACK).await?;
        drop(tx);
        for session in candidates {
            self.tell_joined_in(session, now).await?;
        }
        Ok(())
    }

    async fn tell_joined_in(&self, key: SessionKey, now: Instant) -> Result<(), DbError> {
        let mut tx = self.ground.db.read().await?;
        let Some(session) = store::session::session(&mut tx, key.organisation, key.id).await?
        else {
            return Ok(());
        };
        let facts =
            present::facts(&mut tx, session.id, present::Trust::BehindDetection(now)).await?;
        let told = store::joined::told(&mut tx, session.id).await?;
        drop(tx);
        let sitting = session.sitting(Review::ByPerson, now);
        for (person, at) in present::joined(&facts, &sitting) {
            match person {
                Person::Member(membership) if !told.contains(&membership) => {
                    self.tell(&session, membership, at).await?;
                }
                Person::Member(_) | Person::Staff(_) => {}
            }
        }
        Ok(())
    }

    /// The notice and its event, in one transaction: the notice's row makes it once.
    async fn tell(
        &self,
        session: &Session,
        membership: MembershipId,
        joined_at: Instant,
    ) -> Result<(), DbError> {
        let mut tx = self.ground.db.write().await?;
        let Some(concerned) = store::session::concerned(&mut tx, membership).await? else {
            return Ok(());
        };
        let prescription = concerned.prescription;
        if !store::joined::note(&mut tx, session.id, membership, prescription, joined_at).await? {
            return Ok(());
        }
        let event = DomainEvent::PatientJoined {
            session: session.id,
            membership,
            prescription,
        };
        event
            .append(&mut tx, &self.ground, session.organisation)
            .await?;
        hint_prescriber(&mut tx, concerned).await?;
        tx.hint(Hint::new(session.organisation, topic::session(session.id)));
        tx.commit().await
    }
}
