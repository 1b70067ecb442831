//! What is known of each peer's presence: always the latest state, published by the media threads a few times
//! a second and overwritten in place, so that evidence cannot be lost to a full queue.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use crate::{
    id::{PeerId, Source},
    statistics::Statistics,
};

/// One peer's evidence of being there. Instants are of the clock handed in by `Config::now`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    /// DTLS is up.
    pub connected: bool,
    /// The last authenticated packet of any sort (check, media, report), or the join.
    pub last_packet: Instant,
    /// The last authenticated RTP packet with a payload (padding does not count).
    pub media_in: Option<Instant>,
    /// The last receiver report or transport feedback from them that showed new media had reached them.
    pub media_out: Option<Instant>,
    /// The last authenticated STUN check that was answered.
    pub checked: Option<Instant>,
    /// Someone's media was forwarded to them within the last 2 s.
    pub being_sent: bool,
    /// The last audio packet whose level said speech, on any of their tracks (RFC 6464).
    pub spoke: Option<Instant>,
    /// Smoothed round-trip time to them, where reports told one.
    pub round_trip: Option<std::time::Duration>,
}

impl Presence {
    /// One person's, who has two connections, each with its evidence.
    #[must_use]
    pub fn beside(self, other: Self) -> Self {
        Self {
            connected: self.connected || other.connected,
            last_packet: self.last_packet.max(other.last_packet),
            media_in: self.media_in.max(other.media_in),
            media_out: self.media_out.max(other.media_out),
            checked: self.checked.max(other.checked),
            being_sent: self.being_sent || other.being_sent,
            spoke: self.spoke.max(other.spoke),
            round_trip: self.round_trip.max(other.round_trip),
        }
    }
}

/// How loud a published audio track is (RFC 6464), where the client sends levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loudness {
    /// Latest level in -dBov: 0 is the loudest, 127 silence.
    pub level: u8,
    /// When that level came.
    pub at: Instant,
    /// The last packet that said speech: the voice flag, or a level louder than -45 dBov.
    pub spoke: Option<Instant>,
}

/// What a media thread's socket has carried since its start. Runs of equal datagrams leave by one system call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Datagrams received.
    pub received: u64,
    /// Datagrams sent.
    pub sent: u64,
    /// System calls that sent them.
    pub sends: u64,
    /// Datagrams the kernel would not take.
    pub dropped: u64,
}

/// One media thread's latest reports. The lock is held only to copy or overwrite the maps.
#[derive(Debug, Default)]
pub(crate) struct Board {
    latest: Mutex<Latest>,
}

#[derive(Debug, Default)]
pub(crate) struct Latest {
    pub(crate) peers: HashMap<PeerId, Presence>,
    pub(crate) levels: HashMap<Source, Loudness>,
    pub(crate) traffic: Traffic,
    pub(crate) statistics: HashMap<PeerId, Statistics>,
    /// When statistics were last gathered.
    pub(crate) surveyed: Option<Instant>,
}

impl Board {
    /// Poisoning is ignored: every write leaves the maps whole.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Latest> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
