//! What the handle asks of a media thread.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::{
    answer::Answer,
    data::{Backlog, DataChannel},
    error::{AnswerError, OfferError},
    id::{Label, PeerId, RoomId, Source},
    sdp::{ClientAnswer, Offer},
    wish::{LayerShape, Wish},
};

/// One request; a media thread takes them in order.
#[derive(Debug)]
pub(crate) enum Command {
    OpenRoom(RoomId),
    CloseRoom(RoomId),
    Join {
        room: RoomId,
        peer: PeerId,
        backlog: Arc<Backlog>,
    },
    Offer {
        peer: PeerId,
        offer: Box<Offer>,
        reply: oneshot::Sender<Result<Answer, OfferError>>,
    },
    /// Adds a peer that the server makes offers to.
    JoinReceiver {
        room: RoomId,
        peer: PeerId,
        backlog: Arc<Backlog>,
    },
    Answer {
        peer: PeerId,
        number: u32,
        answer: Box<ClientAnswer>,
        reply: oneshot::Sender<Result<(), AnswerError>>,
    },
    RestartIce(PeerId),
    Subscribe {
        peer: PeerId,
        source: Source,
        label: Label,
    },
    Unsubscribe {
        peer: PeerId,
        source: Source,
    },
    Describe {
        source: Source,
        shapes: Vec<LayerShape>,
    },
    Mute {
        source: Source,
        muted: bool,
    },
    Wish {
        peer: PeerId,
        source: Source,
        wish: Wish,
    },
    Data {
        peer: PeerId,
        channel: DataChannel,
        bytes: Bytes,
    },
    OpenDataChannels(PeerId),
    Leave(PeerId),
    Shutdown,
}
