//! A participant that is no browser: it speaks the signalling protocol (v1) over a real
//! WebSocket and sends and receives media with str0m, an independent WebRTC stack, over a real
//! UDP socket. It lives on the clock it is given, so a test moves its time with the server's.

mod frames;
mod media;
mod session;
mod signal;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use livekit_protocol::DisconnectReason;
use tokio::sync::mpsc;
use wellmet_foundation::Clock;

use session::Session;

/// What a participant brings to the room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brings {
    /// Sends sound.
    pub microphone: bool,
    /// Sends pictures.
    pub camera: bool,
}

impl Brings {
    /// Sound and pictures.
    pub const BOTH: Self = Self {
        microphone: true,
        camera: true,
    };
    /// Neither: a silent listener.
    pub const NOTHING: Self = Self {
        microphone: false,
        camera: false,
    };
}

/// What a participant has seen so far.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Whether ICE and DTLS are up.
    pub connected: bool,
    /// Whole frames received, by the sid of their track.
    pub frames: BTreeMap<String, u64>,
    /// The others in the room: display name by identity.
    pub others: BTreeMap<String, String>,
    /// Who was told to have left, by identity, in the order they went.
    pub left: Vec<String>,
    /// How often a broken signalling connection was taken up again.
    pub resumed: u32,
    /// Why the server ended the connection, once it has.
    pub ended: Option<DisconnectReason>,
    /// Set when the connection is gone, whoever ended it.
    pub gone: bool,
    /// What the participant stumbled over, if it did.
    pub failure: Option<String>,
}

impl Seen {
    /// Tracks of which at least `frames` whole frames have arrived.
    pub fn tracks_with(&self, frames: u64) -> usize {
        self.frames.values().filter(|seen| **seen >= frames).count()
    }
}

pub(crate) type Shared = Arc<Mutex<Seen>>;

/// What a test asks of a running participant.
#[derive(Debug)]
pub(crate) enum Wish {
    /// Leave properly.
    Leave,
    /// Drop dead: no leave message, no packet, nothing.
    Vanish,
    /// Stop sending media, but stay.
    Hush,
    /// Lose the signalling connection; media goes on.
    Cut,
    /// Take the signalling connection up again.
    Resume,
}

/// A participant in a room. Dropping it is dropping dead.
#[derive(Debug)]
pub struct Participant {
    seen: Shared,
    wishes: mpsc::Sender<Wish>,
    task: tokio::task::JoinHandle<anyhow::Result<()>>,
}

impl Participant {
    /// Joins the room of `token` at the signalling server `url` (`ws://...`).
    ///
    /// Fails when the server refuses the token or sends no join response.
    pub async fn join(
        url: &str,
        token: &str,
        brings: Brings,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let seen = Shared::default();
        let session = Session::open(url, token, brings, clock, seen.clone()).await?;
        let (wishes, wish) = mpsc::channel(4);
        let task = tokio::spawn(session.run(wish));
        Ok(Self { seen, wishes, task })
    }

    /// What has been seen so far.
    pub fn seen(&self) -> Seen {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Leaves properly and waits until that is done.
    pub async fn leave(self) -> anyhow::Result<()> {
        self.wishes
            .send(Wish::Leave)
            .await
            .context("the participant is gone already")?;
        self.task.await?
    }

    /// Drops dead.
    pub async fn vanish(self) -> anyhow::Result<()> {
        // A task that has ended already has vanished as well.
        let _ = self.wishes.send(Wish::Vanish).await;
        self.task.await?
    }

    /// Loses the signalling connection without a word; media goes on.
    pub async fn cut(&self) -> anyhow::Result<()> {
        self.wish(Wish::Cut).await
    }

    /// Takes the signalling connection up again, as SDKs do: the same participant, ICE restarted.
    pub async fn resume(&self) -> anyhow::Result<()> {
        self.wish(Wish::Resume).await
    }

    /// Stops sending, but stays and listens.
    pub async fn hush(&self) -> anyhow::Result<()> {
        self.wish(Wish::Hush).await
    }

    async fn wish(&self, wish: Wish) -> anyhow::Result<()> {
        let sent = self.wishes.send(wish).await;
        sent.context("the participant is gone already")
    }
}
