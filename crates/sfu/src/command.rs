//! What the handle asks of a media thread.

use tokio::sync::oneshot;

use crate::{
    answer::Answer,
    error::OfferError,
    id::{Label, PeerId, RoomId, Source},
    sdp::Offer,
};

/// One request; a media thread takes them in order.
#[derive(Debug)]
pub(crate) enum Command {
    OpenRoom(RoomId),
    CloseRoom(RoomId),
    Join {
        room: RoomId,
        peer: PeerId,
    },
    Offer {
        peer: PeerId,
        offer: Box<Offer>,
        reply: oneshot::Sender<Result<Answer, OfferError>>,
    },
    Subscribe {
        peer: PeerId,
        source: Source,
        label: Label,
    },
    Unsubscribe {
        peer: PeerId,
        source: Source,
    },
    Pause {
        peer: PeerId,
        source: Source,
        paused: bool,
    },
    Leave(PeerId),
    Shutdown,
}
