//! Keeping open intervals alive, and finding those that nobody keeps alive.

use std::collections::{BTreeMap, BTreeSet};

use wellmet_foundation::{DbError, Instant, Tx};
use wellmet_vocabulary::{Flow, MediaIdentity, RoomName, SessionId};

use crate::interval::{OVERDUE, STALE};
use crate::store::presence::Presence;
use crate::{Attendance, AttendanceError, interval, store};

/// The rooms of the sessions that are not over.
type Rooms = BTreeMap<SessionId, Room>;

enum Room {
    /// Who has media in it.
    Seen(BTreeMap<MediaIdentity, Flow>),
    /// It could not be asked.
    Unseen,
}

impl Attendance {
    /// Closes the intervals that a process left open when it died: those that this node carried
    /// in an earlier life, and those of any node that has been silent for a minute.
    ///
    /// They end at their last heartbeat; from there until now is recorded as lost sight of. Each
    /// heartbeat does the same, so that calling this at start is a matter of promptness.
    pub async fn recover(&self) -> Result<(), AttendanceError> {
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.write().await?;
        let forsaken =
            store::presence::forsaken(&mut tx, self.node, self.born, now - STALE).await?;
        for presence in &forsaken {
            tracing::warn!(interval = %presence.id, "closed at its last heartbeat");
            interval::lose(&mut tx, &self.ground, presence, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// One heartbeat: compares the open intervals with who has media, and confirms the rest.
    pub(crate) async fn heartbeat(&self) -> Result<(), AttendanceError> {
        self.recover().await?;
        let rooms = self.look_into_rooms().await?;
        let now = self.ground.clock.now();
        let mut tx = self.ground.db.write().await?;
        let open = store::presence::on_node(&mut tx, self.node).await?;
        store::presence::beat(&mut tx, self.node, self.born, now).await?;
        for (presence, missing) in compare(&open, &rooms, now) {
            match missing {
                Missing::StillInDoubt => {
                    store::presence::hold_back(&mut tx, presence.id, presence.heartbeat_at).await?;
                }
                Missing::Gone => {
                    let until = presence.heartbeat_at;
                    interval::close(&mut tx, &self.ground, presence, until).await?;
                }
            }
        }
        self.open_unseen(&mut tx, &open, &rooms, now).await?;
        Ok(tx.commit().await?)
    }

    async fn look_into_rooms(&self) -> Result<Rooms, DbError> {
        let mut tx = self.ground.db.read().await?;
        let sessions = store::session::under_way(&mut tx).await?;
        drop(tx);
        let mut rooms = Rooms::new();
        for session in sessions {
            rooms.insert(session.id, self.look_into(session.id).await);
        }
        Ok(rooms)
    }

    async fn look_into(&self, session: SessionId) -> Room {
        match self.plane.participants(&RoomName::of(session)).await {
            Ok(people) => {
                let flowing = people
                    .into_iter()
                    .filter_map(|person| Some((person.identity, person.flow?)));
                Room::Seen(flowing.collect())
            }
            Err(error) => {
                tracing::warn!(%session, %error, "a room could not be asked");
                Room::Unseen
            }
        }
    }

    /// Opens an interval for media whose beginning was not heard of.
    async fn open_unseen(
        &self,
        tx: &mut Tx,
        open: &[Presence],
        rooms: &Rooms,
        now: Instant,
    ) -> Result<(), DbError> {
        for (identity, flow) in unheard(open, rooms) {
            self.open(tx, &identity, flow, now).await?;
        }
        Ok(())
    }

    /// Closes what this process carries, now: it goes in order, and nothing is lost sight of.
    pub(crate) async fn leave(&self) -> Result<(), AttendanceError> {
        self.set_leaving();
        let mut tx = self.ground.db.write().await?;
        let now = self.ground.clock.now();
        let open = store::presence::on_node(&mut tx, self.node).await?;
        for presence in open {
            if self.carries(&presence) {
                interval::close(&mut tx, &self.ground, &presence, now).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

/// Why an open interval is not confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// For the first time: the media plane's event may be on its way. Or the room could not be asked.
    StillInDoubt,
    /// For the second time, or the session is over.
    Gone,
}

/// The open intervals of which `rooms` shows nothing.
fn compare<'a>(open: &'a [Presence], rooms: &Rooms, now: Instant) -> Vec<(&'a Presence, Missing)> {
    let missing = |presence: &Presence| match rooms.get(&presence.session) {
        None => Some(Missing::Gone),
        Some(Room::Unseen) => Some(Missing::StillInDoubt),
        Some(Room::Seen(flowing)) if flowing.contains_key(&presence.identity) => None,
        Some(Room::Seen(_)) if now.since(presence.heartbeat_at) >= OVERDUE => Some(Missing::Gone),
        Some(Room::Seen(_)) => Some(Missing::StillInDoubt),
    };
    open.iter()
        .filter_map(|presence| Some((presence, missing(presence)?)))
        .collect()
}

/// Who has media in `rooms` without an open interval.
fn unheard(open: &[Presence], rooms: &Rooms) -> Vec<(MediaIdentity, Flow)> {
    let heard: BTreeSet<_> = open.iter().map(|presence| &presence.identity).collect();
    let seen = rooms.values().filter_map(|room| match room {
        Room::Seen(flowing) => Some(flowing),
        Room::Unseen => None,
    });
    seen.flatten()
        .filter(|(identity, _)| !heard.contains(identity))
        .map(|(identity, flow)| (identity.clone(), *flow))
        .collect()
}
