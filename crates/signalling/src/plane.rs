//! The embedded media plane: rooms in this process, on the media core.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use wellmet_foundation::{Clock, Rng};
use wellmet_sfu::{Events, Sfu};
use wellmet_vocabulary::{
    MediaError, MediaGrant, MediaIdentity, MediaPlane, MediaTicket, Participant, RoomEvent,
    RoomName, TrackKind,
};

use crate::{
    grant::Grant, news, open_room::OpenRoom, room::Departure, token::ApiKey, watch::Watch,
};

/// Events the listener may be behind before telling it is put off.
const EVENTS: usize = 1_024;
/// How long connections have at shutdown to read that the server stops.
const GOODBYE: Duration = Duration::from_secs(5);

/// How clients reach the embedded plane.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The WebSocket origin clients are sent to, such as `wss://meet.example.org`.
    pub url: String,
    /// Signs and verifies access tokens.
    pub key: ApiKey,
}

/// Rooms, connections and media in this process. It ends by [`EmbeddedPlane::shutdown`].
pub struct EmbeddedPlane {
    pub(crate) shared: Arc<Shared>,
}

/// What routes, connections and the plane's own tasks have in common.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) sfu: Sfu,
    pub(crate) clock: Clock,
    /// Connections and the plane's own tasks; waited for at shutdown.
    pub(crate) tasks: TaskTracker,
    pub(crate) stop: CancellationToken,
    rng: Rng,
    // Std mutexes: each is held only to look up or change an entry, never across an await.
    rooms: Mutex<HashMap<RoomName, Arc<OpenRoom>>>,
    watch: Mutex<Watch>,
    listener: Mutex<Option<mpsc::Sender<RoomEvent>>>,
}

impl EmbeddedPlane {
    /// Starts the plane on a running media core, whose events it takes over. Call it within a tokio
    /// runtime.
    #[must_use]
    pub fn start(settings: Settings, sfu: Sfu, events: Events, clock: Clock, rng: Rng) -> Self {
        let shared = Arc::new(Shared {
            settings,
            sfu,
            clock,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            rng,
            rooms: Mutex::default(),
            watch: Mutex::default(),
            listener: Mutex::default(),
        });
        news::spawn(&shared, events);
        Self { shared }
    }

    /// The signalling endpoints: `/rtc/v1`, `/rtc/v1/validate`, `/rtc` and `/rtc/validate`.
    pub fn routes(&self) -> axum::Router {
        crate::routes::router(Arc::clone(&self.shared))
    }

    fn stop(&self) {
        self.shared.stop.cancel();
        let rooms = std::mem::take(&mut *self.shared.rooms());
        for room in rooms.values() {
            room.close(Departure::Shutdown);
        }
    }

    /// Tells everyone that the server stops, waits until they have been told, and ends the media
    /// threads.
    pub async fn shutdown(&self) {
        self.stop();
        self.shared.tasks.close();
        tokio::select! {
            () = self.shared.tasks.wait() => {}
            () = self.shared.clock.sleep(GOODBYE) => {
                tracing::warn!(connections = self.shared.tasks.len(), "did not end in time");
            }
        }
        self.shared.sfu.clone().shutdown();
    }
}

impl Drop for EmbeddedPlane {
    /// Whoever has not been told by [`EmbeddedPlane::shutdown`] is told now; the tasks end with it.
    fn drop(&mut self) {
        self.stop();
        self.shared.sfu.clone().shutdown();
    }
}

impl Shared {
    pub(crate) fn room(&self, name: &RoomName) -> Option<Arc<OpenRoom>> {
        self.rooms().get(name).cloned()
    }

    /// Every open room, as of now.
    pub(crate) fn open_rooms(&self) -> Vec<(RoomName, Arc<OpenRoom>)> {
        let rooms = self.rooms();
        rooms
            .iter()
            .map(|(name, room)| (name.clone(), Arc::clone(room)))
            .collect()
    }

    pub(crate) fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Offers an event to the listener; false when it is behind, or there is none.
    pub(crate) fn tell(&self, event: RoomEvent) -> bool {
        let listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
        listener
            .as_ref()
            .is_some_and(|listener| listener.try_send(event).is_ok())
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<RoomName, Arc<OpenRoom>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, name: &RoomName) -> Result<(), MediaError> {
        let mut rooms = self.rooms();
        if rooms.contains_key(name) {
            return Ok(());
        }
        let (sfu, clock, rng) = (self.sfu.clone(), self.clock.clone(), self.rng.clone());
        let room = OpenRoom::open(name.as_str().to_owned(), sfu, clock, rng)
            .map_err(|busy| MediaError::Unavailable(busy.to_string()))?;
        rooms.insert(name.clone(), Arc::new(room));
        Ok(())
    }
}

#[async_trait]
impl MediaPlane for EmbeddedPlane {
    async fn open_room(&self, room: &RoomName) -> Result<(), MediaError> {
        self.shared.open(room)
    }

    async fn close_room(&self, room: &RoomName) -> Result<(), MediaError> {
        let closed = self.shared.rooms().remove(room);
        if let Some(closed) = closed {
            closed.close(Departure::RoomClosed);
        }
        Ok(())
    }

    fn mint(&self, grant: &MediaGrant) -> Result<MediaTicket, MediaError> {
        let room = self
            .shared
            .room(&grant.room)
            .ok_or_else(|| MediaError::Unavailable("the room is not open".into()))?;
        let minted = room
            .mint(&self.shared.settings.key, &Grant::from(grant))
            .map_err(|error| {
                MediaError::Unavailable(format!("no token could be signed: {error}"))
            })?;
        Ok(MediaTicket {
            url: self.shared.settings.url.clone(),
            token: minted.token,
            expires_at: minted.expires_at,
        })
    }

    async fn remove(&self, room: &RoomName, identity: &MediaIdentity) -> Result<(), MediaError> {
        if let Some(room) = self.shared.room(room) {
            room.remove(identity.as_str());
        }
        Ok(())
    }

    async fn mute(
        &self,
        room: &RoomName,
        identity: &MediaIdentity,
        kind: TrackKind,
    ) -> Result<(), MediaError> {
        if let Some(room) = self.shared.room(room) {
            room.quieten(identity.as_str(), kind);
        }
        Ok(())
    }

    async fn participants(&self, room: &RoomName) -> Result<Vec<Participant>, MediaError> {
        let Some(room) = self.shared.room(room) else {
            return Ok(Vec::new());
        };
        let watch = self.shared.watch();
        let people = room.people().into_iter().map(|person| {
            let (connected, flow) = watch.state(&person.sid);
            Participant {
                identity: MediaIdentity::named(person.identity),
                connected,
                flow,
            }
        });
        Ok(people.collect())
    }

    fn events(&self) -> mpsc::Receiver<RoomEvent> {
        let (listener, events) = mpsc::channel(EVENTS);
        let mut current = self
            .shared
            .listener
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Some(listener);
        drop(current);
        self.shared.watch().forget_what_was_told();
        events
    }
}
