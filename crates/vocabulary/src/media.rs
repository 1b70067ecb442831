//! The seam to the media plane. Nothing above it knows whether rooms run in this process or in
//! a LiveKit cluster; nothing below it knows who the people are.

use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use wellmet_foundation::{Instant, Rng};

use crate::SessionId;

/// A media room. One session has one room.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomName(String);

impl RoomName {
    /// The room of `session`.
    pub fn of(session: SessionId) -> Self {
        Self(session.to_string())
    }

    /// A room by name, for a bare room without a session.
    pub fn named(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The session whose room it is; `None` for a bare room.
    pub fn session(&self) -> Option<SessionId> {
        self.0.parse().ok()
    }

    /// As it stands in a token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who somebody is to the media plane: opaque, and bound to one person, session and device.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct MediaIdentity(String);

impl MediaIdentity {
    /// A new identity that tells nothing.
    pub fn random(rng: &Rng) -> Self {
        Self(
            uuid::Builder::from_random_bytes(rng.bytes())
                .into_uuid()
                .simple()
                .to_string(),
        )
    }

    /// An identity as a token or a row carries it.
    pub fn named(identity: impl Into<String>) -> Self {
        Self(identity.into())
    }

    /// As it stands in a token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How long a media token lives at most. It only opens the connection.
pub const MEDIA_TOKEN_LIFE: Duration = Duration::from_secs(600);

/// What a media token allows.
#[derive(Debug, Clone)]
pub struct MediaGrant {
    /// Into which room.
    pub room: RoomName,
    /// As whom.
    pub identity: MediaIdentity,
    /// The name the others see: a first name or an alias.
    pub display_name: String,
    /// Whether they run the room.
    pub facilitator: bool,
}

/// A minted token and where to go with it.
#[derive(Clone)]
pub struct MediaTicket {
    /// The signalling server, `ws://` or `wss://`.
    pub url: String,
    /// The access token. Never log it.
    pub token: String,
    /// From when on it no longer opens a connection.
    pub expires_at: Instant,
}

/// A kind of track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackKind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
}

/// Somebody in a media room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub identity: MediaIdentity,
    /// Whether ICE and DTLS are up.
    pub connected: bool,
    /// How media reaches or leaves them now; `None` while it does not.
    pub flow: Option<Flow>,
}

/// How it is known that media flows for somebody (evidence level E5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// The server receives their authenticated RTP.
    In,
    /// Their receiver reports confirm that media reached them.
    Out,
    /// Nobody sends anything to them, and a transport check was answered within 15 s.
    Quiet,
}

/// Something that happened to somebody in a media room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomEvent {
    /// Where.
    pub room: RoomName,
    /// To whom.
    pub identity: MediaIdentity,
    /// When, by the server's clock.
    pub at: Instant,
    /// What.
    pub change: RoomChange,
}

/// What happened to somebody in a media room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomChange {
    /// E4: ICE and DTLS are up.
    Connected,
    /// E5: media flows, since `at`.
    Flowing(Flow),
    /// Media flowed until `at`: the last packet, or an answered check.
    Stopped,
    /// E6: they spoke.
    Spoke,
    /// Their connection is gone; media had flowed until `at` at the latest.
    Left,
}

/// Why the media plane could not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// It has no capacity, or cannot be reached.
    #[error("the media plane cannot take this on now: {0}")]
    Unavailable(String),
}

/// What the house asks of a media plane, embedded or remote.
#[async_trait]
pub trait MediaPlane: Send + Sync {
    /// Opens the room; a room already open stays as it is.
    async fn open_room(&self, room: &RoomName) -> Result<(), MediaError>;

    /// Closes the room and tells whoever is inside. An unknown room is closed already.
    async fn close_room(&self, room: &RoomName) -> Result<(), MediaError>;

    /// Mints a token that lives [`MEDIA_TOKEN_LIFE`]. Ask only after admission.
    fn mint(&self, grant: &MediaGrant) -> Result<MediaTicket, MediaError>;

    /// Ends the connection and refuses every token minted for the identity until now.
    async fn remove(&self, room: &RoomName, identity: &MediaIdentity) -> Result<(), MediaError>;

    /// Mutes what the identity sends of this kind.
    async fn mute(
        &self,
        room: &RoomName,
        identity: &MediaIdentity,
        kind: TrackKind,
    ) -> Result<(), MediaError>;

    /// Who is in the room now.
    async fn participants(&self, room: &RoomName) -> Result<Vec<Participant>, MediaError>;

    /// What happens from now on, in all rooms. There is one listener: a second call takes over.
    fn events(&self) -> mpsc::Receiver<RoomEvent>;
}
