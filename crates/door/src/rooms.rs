//! Keeps the media plane as the database says: rooms open while their session is, and nobody
//! inside who was removed or whose link was revoked.
//!
//! Commands tell the plane at once, after their commit; what is lost then (a crash, a plane out of
//! reach) is made good by a sweep. Truth is in the database alone.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use wellmet_foundation::{DbError, Ground, Hint};
use wellmet_vocabulary::{
    MediaError, MediaGrant, MediaIdentity, MediaPlane, MediaTicket, RoomName, SessionId,
};

use crate::DoorError;
use crate::store::visits::{self, VisitRow, VisitRowState};
use crate::store::{sessions, staff_visits};

/// The bus topic that wakes the sweep.
pub(crate) const WAKE_TOPIC: &str = "door-rooms";
const SWEEP: Duration = Duration::from_secs(15);
/// After a start, rooms of sessions that closed this recently may still be open on a remote plane.
const LOOK_BACK: Duration = Duration::from_secs(24 * 60 * 60);

/// The rooms on the media plane. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Rooms {
    ground: Ground,
    plane: Arc<dyn MediaPlane>,
    // A std mutex: held only to look up or change an entry, never across an await.
    opened: Arc<Mutex<HashSet<SessionId>>>,
    /// Those whose removals the plane was told since this process started: it may have started
    /// anew too, and forgotten them.
    reminded: Arc<Mutex<HashSet<SessionId>>>,
}

impl Rooms {
    pub(crate) fn new(ground: Ground, plane: Arc<dyn MediaPlane>) -> Self {
        Self {
            ground,
            plane,
            opened: Arc::default(),
            reminded: Arc::default(),
        }
    }

    /// Opens the room of a session; an open one stays as it is.
    ///
    /// Call it outside any transaction: it waits for the plane, and the first time reads removals.
    pub(crate) async fn open(&self, session: SessionId) -> Result<(), DoorError> {
        locked(&self.opened).insert(session);
        self.plane.open_room(&RoomName::of(session)).await?;
        self.remind(session).await
    }

    /// Has the plane refuse who was removed before this process started, and may still hold a
    /// token. A room that could not be reminded fails to open, so no token is minted for it.
    async fn remind(&self, session: SessionId) -> Result<(), DoorError> {
        if locked(&self.reminded).contains(&session) {
            return Ok(());
        }
        let mut tx = self.ground.db.read().await?;
        let visits = visits::of_session(&mut tx, session).await?;
        drop(tx);
        let removed = visits
            .iter()
            .filter(|visit| visit.state == VisitRowState::Removed);
        for visit in removed {
            let room = RoomName::of(session);
            self.plane.remove(&room, &visit.identity).await?;
        }
        locked(&self.reminded).insert(session);
        Ok(())
    }

    /// Mints a token. Ask only while the admission is held.
    pub(crate) fn mint(&self, grant: &MediaGrant) -> Result<MediaTicket, MediaError> {
        self.plane.mint(grant)
    }

    /// Ends the connections of visits that have ended. A failure is made good by the sweep.
    pub(crate) async fn remove_all(&self, visits: &[VisitRow]) {
        for visit in visits {
            self.remove(visit.session, &visit.identity).await;
        }
    }

    async fn remove(&self, session: SessionId, identity: &MediaIdentity) {
        if let Err(error) = self.plane.remove(&RoomName::of(session), identity).await {
            tracing::error!(%session, %error, "could not remove somebody; will try again");
        }
    }

    /// Sweeps when woken and every 15 s, until `shutdown`.
    pub(crate) async fn keep(&self, shutdown: &CancellationToken) {
        let mut hints = self.ground.bus.subscribe();
        let mut looked_back = false;
        while !shutdown.is_cancelled() {
            match self.sweep(!looked_back).await {
                Ok(()) => looked_back = true,
                Err(error) => tracing::error!(%error, "could not look after the rooms"),
            }
            tokio::select! {
                () = shutdown.cancelled() => break,
                () = self.ground.clock.sleep(SWEEP) => {}
                () = woken(&mut hints) => {}
            }
        }
    }

    pub(crate) async fn sweep(&self, look_back: bool) -> Result<(), DbError> {
        let mut tx = self.ground.db.read().await?;
        let wanted = sessions::open(&mut tx).await?;
        if look_back {
            let since = self.ground.clock.now() - LOOK_BACK;
            let closed = sessions::closed_since(&mut tx, since).await?;
            locked(&self.opened).extend(closed);
        }
        drop(tx);
        for session in &wanted {
            self.tend(*session).await?;
        }
        let unwanted: Vec<SessionId> = {
            let opened = locked(&self.opened);
            opened
                .iter()
                .filter(|open| !wanted.contains(open))
                .copied()
                .collect()
        };
        for session in unwanted {
            self.close(session).await;
        }
        Ok(())
    }

    /// Opens a room and puts out who may not be inside.
    async fn tend(&self, session: SessionId) -> Result<(), DbError> {
        let inside = match self.open(session).await {
            Ok(()) => {
                let inside = self.plane.participants(&RoomName::of(session)).await;
                inside.map_err(DoorError::from)
            }
            Err(error) => Err(error),
        };
        let inside = match inside {
            Ok(inside) if inside.is_empty() => return Ok(()),
            Ok(inside) => inside,
            Err(error) => {
                tracing::error!(%session, %error, "could not tend the room; will try again");
                return Ok(());
            }
        };
        let allowed = self.allowed(session).await?;
        for participant in inside {
            if !allowed.contains(&participant.identity) {
                self.remove(session, &participant.identity).await;
            }
        }
        Ok(())
    }

    /// Who left may still be hanging up, and may come back: only a removal shuts out.
    async fn allowed(&self, session: SessionId) -> Result<HashSet<MediaIdentity>, DbError> {
        let mut tx = self.ground.db.read().await?;
        let visits = visits::of_session(&mut tx, session).await?;
        let admitted = visits
            .into_iter()
            .filter(|visit| visit.admitted_at.is_some() && visit.state != VisitRowState::Removed);
        let mut allowed: HashSet<_> = admitted.map(|visit| visit.identity).collect();
        allowed.extend(staff_visits::of_session(&mut tx, session).await?);
        Ok(allowed)
    }

    async fn close(&self, session: SessionId) {
        match self.plane.close_room(&RoomName::of(session)).await {
            Ok(()) => {
                locked(&self.opened).remove(&session);
                locked(&self.reminded).remove(&session);
            }
            Err(error) => {
                tracing::error!(%session, %error, "could not close the room; will try again");
            }
        }
    }
}

fn locked(sessions: &Mutex<HashSet<SessionId>>) -> MutexGuard<'_, HashSet<SessionId>> {
    sessions.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns when a session changed, or when hints were missed.
async fn woken(hints: &mut Receiver<Hint>) {
    loop {
        match hints.recv().await {
            Ok(hint) if hint.topic.as_ref() == WAKE_TOPIC => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // The bus lives as long as the ground; without it only the clock is left.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::JoinHandle;
    use wellmet_foundation::events;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::DomainEvent;

    use super::*;
    use crate::fixture::{House, RecordingPlane};

    /// The door's background work and consumers, as the server runs them.
    struct Running(CancellationToken, Vec<JoinHandle<()>>);

    impl Running {
        async fn start(house: &House) -> anyhow::Result<Self> {
            let shutdown = CancellationToken::new();
            let mut tasks = vec![tokio::spawn(house.door.clone().run(shutdown.clone()))];
            for consumer in house.door.consumers() {
                events::register(&house.ground, consumer.as_ref()).await?;
                let ground = house.ground.clone();
                tasks.push(tokio::spawn(events::dispatch(
                    ground,
                    consumer,
                    shutdown.clone(),
                )));
            }
            Ok(Self(shutdown, tasks))
        }

        async fn stop(self) -> anyhow::Result<()> {
            self.0.cancel();
            for task in self.1 {
                task.await?;
            }
            Ok(())
        }
    }

    async fn happens(house: &House, event: DomainEvent) -> anyhow::Result<()> {
        let mut tx = house.ground.db.write().await?;
        event.append(&mut tx, &house.ground, house.charity).await?;
        Ok(tx.commit().await?)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "lets real tasks run while the mock clock stands"
    )]
    async fn settles(done: impl Fn() -> bool) {
        for _ in 0..500 {
            if done() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("did not get there");
    }

    /// Moves the clock past the next sweep once the keeper has gone to sleep.
    #[expect(
        clippy::disallowed_methods,
        reason = "lets real tasks run while the mock clock stands"
    )]
    async fn next_sweep(house: &House) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        house.ground.clock.advance(SWEEP);
    }

    #[tokio::test]
    async fn a_room_opens_and_closes_with_its_session() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let running = Running::start(&house).await?;
        let room = RoomName::of(house.session);
        let (session, group, at) = (house.session, house.group, house.ground.clock.now());
        house.open_session().await?;
        happens(&house, DomainEvent::SessionStarted { session, group, at }).await?;
        settles(|| house.plane.open() == [room.clone()]).await;
        house.close_session().await?;
        let by = None;
        happens(
            &house,
            DomainEvent::SessionClosed {
                session,
                group,
                at,
                by,
            },
        )
        .await?;
        settles(|| house.plane.closed() == [room.clone()]).await;
        running.stop().await
    }

    #[tokio::test]
    async fn a_membership_that_starts_has_a_link_that_opens() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.forget_links().await?;
        let running = Running::start(&house).await?;
        let started = DomainEvent::MembershipStarted {
            membership: house.ada,
            group: house.group,
            referral: house.ground.id(),
            prescription: house.ground.id(),
        };
        happens(&house, started.clone()).await?;
        happens(&house, started).await?;
        let mut opens = false;
        for _ in 0..500 {
            opens = house.door.look(&house.token(), None).await.is_ok();
            if opens {
                break;
            }
            next_sweep(&house).await;
        }
        assert!(opens);
        running.stop().await
    }

    #[tokio::test]
    async fn after_a_restart_rooms_are_as_the_database_says() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.close_session().await?;
        let running = Running::start(&house).await?;
        settles(|| house.plane.closed() == [RoomName::of(house.session)]).await;
        running.stop().await
    }

    #[tokio::test]
    async fn who_was_removed_while_the_plane_was_out_of_reach_is_put_out_later()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let (adas, bens) = (
            house.joined(&house.token()).await?,
            house.joined(house.key.token(house.ben, 1).expose()).await?,
        );
        house.admit_all().await?;
        for cookie in [&adas, &bens] {
            house.media_token(cookie).await?.ok()?;
            house
                .plane
                .let_in(house.plane.last_grant().unwrap().identity);
        }
        let bens_identity = house.plane.last_grant().unwrap().identity;
        house.plane.fail(true);
        house.remove(&adas).await?.ok()?;
        let running = Running::start(&house).await?;
        next_sweep(&house).await;
        assert_eq!(house.plane.inside().len(), 2);
        house.plane.fail(false);
        next_sweep(&house).await;
        settles(|| house.plane.inside() == [bens_identity.clone()]).await;
        running.stop().await
    }

    #[tokio::test]
    async fn after_a_restart_a_plane_that_forgot_is_told_who_was_removed() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.media_token(&cookie).await?.ok()?;
        let identity = house.plane.last_grant().unwrap().identity;
        house.remove(&cookie).await?.ok()?;
        let plane = Arc::new(RecordingPlane::new(house.ground.clock.clone()));
        let restarted = Rooms::new(house.ground.clone(), plane.clone());
        plane.fail(true);
        restarted.sweep(true).await?;
        assert!(restarted.open(house.session).await.is_err());
        plane.fail(false);
        restarted.open(house.session).await?;
        restarted.sweep(false).await?;
        assert_eq!(plane.removed(), [identity], "told before a token, and once");
        Ok(())
    }

    #[tokio::test]
    async fn who_left_by_the_button_is_not_put_out() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.open_session().await?;
        let cookie = house.joined(&house.token()).await?;
        house.admit_all().await?;
        house.media_token(&cookie).await?.ok()?;
        house
            .plane
            .let_in(house.plane.last_grant().unwrap().identity);
        house.leave(&cookie).await?.ok()?;
        house.door.rooms.sweep(false).await?;
        assert!(house.plane.removed().is_empty());
        Ok(())
    }
}
