//! What the media threads tell. Of most events each peer, and each of its tracks, has at most one waiting, and of
//! a peer's messages no more than `core` reads ahead, so the queue is bounded and none is lost.

use std::sync::Arc;

use bytes::Bytes;

use crate::{
    answer::{SectionsWanted, ServerOffer},
    data::DataChannel,
    id::{PeerId, Source},
    wish::Quality,
};

/// Something happened to a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// DTLS is complete, the certificate matches the offer's fingerprint, media may flow.
    Connected(PeerId),
    /// Subscriptions wait for a new offer: with this many more sections or, when both are 0, with the
    /// same ones (a track was placed in a free section, or a used section must be freed first).
    SectionsWanted(PeerId, SectionsWanted),
    /// The client is to answer this, on a connection that the server offers ([`crate::Sfu::join_receiver`]). One
    /// offer waits for its answer at a time; one that is told before the last was answered takes its place.
    Offer(PeerId, Arc<ServerOffer>),
    /// A data channel is open in both directions.
    DataChannelOpen {
        /// Whose.
        peer: PeerId,
        /// Which.
        channel: DataChannel,
    },
    /// A data channel is closed, by the client or with the association.
    DataChannelClosed {
        /// Whose.
        peer: PeerId,
        /// Which.
        channel: DataChannel,
    },
    /// A message came on a data channel, at most 65,536 bytes.
    Data {
        /// From whom.
        peer: PeerId,
        /// On which channel.
        channel: DataChannel,
        /// The message; text is UTF-8.
        bytes: Bytes,
    },
    /// Somebody watches `source` up to this layer now, or nobody does (LiveKit's `subscribed_quality_update`):
    /// what is above need not be sent. Told at once when more is wanted, and 5 s late when less is. A track
    /// begins as if all were wanted.
    LayersWanted {
        /// The published video.
        source: Source,
        /// The highest layer wanted; `High` is the best the track has.
        up_to: Option<Quality>,
    },
    /// A video stops for want of bandwidth, or goes on (LiveKit's `stream_state_update`). It does not tell of
    /// streams the peer itself wishes not to have.
    StreamPaused {
        /// Who receives it.
        peer: PeerId,
        /// The published video.
        source: Source,
        /// It stops.
        paused: bool,
    },
    /// The peer is over; its id names nothing any more.
    Gone(PeerId, GoneReason),
}

/// Why a peer is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoneReason {
    /// Nothing authentic came from it for 30 s (RFC 7675 asks for consent; a lite agent hears it in checks).
    Timeout,
    /// It closed its DTLS association (`close_notify`).
    Closed,
    /// DTLS failed, or its certificate was not the one its offer named.
    Refused,
    /// `Sfu::leave`.
    Left,
    /// `Sfu::close_room`, or the room was closed before the join arrived.
    RoomClosed,
    /// For 30 s it took nothing of what was reliably sent to it.
    Stalled,
    /// A defect in the media core ended it; everybody else goes on.
    Fault,
    /// The media thread serves as many peers as it may; those who joined at the same moment were quicker.
    Overloaded,
}

/// The receiving end of all media threads' events.
#[derive(Debug)]
pub struct Events {
    pub(crate) queue: tokio::sync::mpsc::Receiver<Event>,
}

impl Events {
    /// The next event; `None` once every media thread has ended.
    pub async fn next(&mut self) -> Option<Event> {
        self.queue.recv().await
    }

    /// The next event if one waits.
    pub fn try_next(&mut self) -> Option<Event> {
        self.queue.try_recv().ok()
    }
}
