//! What the media plane tells: connections (E4), media (E5) and speech (E6).

use std::time::Duration;

use wellmet_foundation::{DbError, Hint, Instant, Tx};
use wellmet_vocabulary::{EvidenceLevel, Flow, MediaIdentity, RoomChange, RoomEvent, topic};

use crate::Attendance;
use crate::store::evidence::{Evidence, Source, seen_within};
use crate::store::identity::{Known, known};
use crate::store::presence::{self, Presence};
use crate::{interval, store};

/// One piece of evidence of speech in so much time is enough.
const SPEECH_EVERY: Duration = Duration::from_secs(60);

impl Attendance {
    /// Records what happened in a media room.
    ///
    /// Times are the server's. An interval ends at the `at` of [`RoomChange::Stopped`] or
    /// [`RoomChange::Left`], which is the last packet's time; should such an event be lost, the
    /// heartbeat finds out. A failure is logged here, and healed by the heartbeat too.
    pub async fn observe(&self, event: RoomEvent) {
        if let Err(error) = self.record(&event).await {
            tracing::error!(room = event.room.as_str(), %error, "a media event was not recorded");
        }
    }

    async fn record(&self, event: &RoomEvent) -> Result<(), DbError> {
        let at = event.at.min(self.ground.clock.now());
        // People speak all the time: most of it needs no write lock.
        if event.change == RoomChange::Spoke && self.spoke_lately(&event.identity, at).await? {
            return Ok(());
        }
        let mut tx = self.ground.db.write().await?;
        match event.change {
            RoomChange::Flowing(flow) => self.flowing(&mut tx, &event.identity, flow, at).await?,
            RoomChange::Stopped | RoomChange::Left => {
                self.stopped(&mut tx, &event.identity, at).await?;
            }
            RoomChange::Connected => self.connected(&mut tx, &event.identity, at).await?,
            RoomChange::Spoke => self.spoke(&mut tx, &event.identity, at).await?,
        }
        tx.commit().await
    }

    /// Opens an interval, or closes one and opens the next where the kind of flow changed.
    async fn flowing(
        &self,
        tx: &mut Tx,
        identity: &MediaIdentity,
        flow: Flow,
        at: Instant,
    ) -> Result<(), DbError> {
        match presence::of_identity(tx, identity).await? {
            Some(open) if self.carries(&open) && open.source == Source::from(flow) => Ok(()),
            Some(open) => {
                self.hand_over(tx, &open, at).await?;
                self.open(tx, identity, flow, at.max(open.since)).await
            }
            None => self.open(tx, identity, flow, at).await,
        }
    }

    /// Ends an interval because another begins: of another node, we had lost sight of them.
    async fn hand_over(&self, tx: &mut Tx, open: &Presence, at: Instant) -> Result<(), DbError> {
        if self.carries(open) {
            interval::close(tx, &self.ground, open, at).await
        } else {
            interval::lose(tx, &self.ground, open, at).await
        }
    }

    /// Whether this process, in this life, keeps the interval alive.
    pub(crate) fn carries(&self, presence: &Presence) -> bool {
        presence.node == self.node && presence.heartbeat_at >= self.born
    }

    /// Opens an interval for somebody whom door knows, in a session that is not over.
    pub(crate) async fn open(
        &self,
        tx: &mut Tx,
        identity: &MediaIdentity,
        flow: Flow,
        since: Instant,
    ) -> Result<(), DbError> {
        let Some(known) = self.known_in_open_session(tx, identity).await? else {
            return Ok(());
        };
        let opened = Presence {
            id: self.ground.id(),
            node: self.node,
            session: known.session,
            person: known.person,
            identity: identity.clone(),
            source: flow.into(),
            since,
            heartbeat_at: since.max(self.born),
        };
        presence::open(tx, &opened).await?;
        tx.hint(changed(&known));
        Ok(())
    }

    async fn known_in_open_session(
        &self,
        tx: &mut Tx,
        identity: &MediaIdentity,
    ) -> Result<Option<Known>, DbError> {
        if self.is_leaving() {
            return Ok(None);
        }
        Ok(known(tx, identity)
            .await?
            .filter(|known| known.closed_at.is_none()))
    }

    async fn stopped(
        &self,
        tx: &mut Tx,
        identity: &MediaIdentity,
        at: Instant,
    ) -> Result<(), DbError> {
        let open = presence::of_identity(tx, identity).await?;
        let Some(open) = open.filter(|open| self.carries(open)) else {
            return Ok(());
        };
        interval::close(tx, &self.ground, &open, at).await?;
        if let Some(known) = known(tx, identity).await? {
            tx.hint(changed(&known));
        }
        Ok(())
    }

    async fn connected(
        &self,
        tx: &mut Tx,
        identity: &MediaIdentity,
        at: Instant,
    ) -> Result<(), DbError> {
        let Some(known) = known(tx, identity).await? else {
            return Ok(());
        };
        tx.hint(changed(&known));
        self.note(tx, &known, identity, EvidenceLevel::E4, at).await
    }

    /// Whether their speech is recorded already, or is nobody's whom door knows.
    async fn spoke_lately(&self, identity: &MediaIdentity, at: Instant) -> Result<bool, DbError> {
        let mut tx = self.ground.db.read().await?;
        let Some(known) = known(&mut tx, identity).await? else {
            return Ok(true);
        };
        let (session, person, level) = (known.session, known.person, EvidenceLevel::E6);
        seen_within(&mut tx, session, person, level, at, SPEECH_EVERY).await
    }

    async fn spoke(
        &self,
        tx: &mut Tx,
        identity: &MediaIdentity,
        at: Instant,
    ) -> Result<(), DbError> {
        match known(tx, identity).await? {
            Some(known) => self.note(tx, &known, identity, EvidenceLevel::E6, at).await,
            None => Ok(()),
        }
    }

    async fn note(
        &self,
        tx: &mut Tx,
        known: &Known,
        identity: &MediaIdentity,
        level: EvidenceLevel,
        at: Instant,
    ) -> Result<(), DbError> {
        let source = match level {
            EvidenceLevel::E4 => Source::Signalling,
            _ => Source::MediaIn,
        };
        let evidence = Evidence {
            session: known.session,
            person: known.person,
            level,
            source,
            source_id: self.ground.id(),
            identity: Some(identity.clone()),
            at,
            until: None,
        };
        store::evidence::append(tx, &self.ground, &evidence).await?;
        Ok(())
    }
}

/// The session's page shows somebody else's media now.
fn changed(known: &Known) -> Hint {
    Hint::new(known.organisation, topic::session(known.session))
}
