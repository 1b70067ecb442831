//! One client's WebSocket, from the join until either side ends it.
//!
//! The task waits for several things at once: what the room tells, what the media core answers,
//! what the client sends, the client's silence, and the time to renew its token. While the
//! media core is at work on an offer or an answer nothing further is read, so a client's requests are
//! done in the order it sent them.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, close_code};
use futures::future::{BoxFuture, FutureExt as _, OptionFuture};
use livekit_protocol::{SessionDescription, signal_request, signal_response::Message};
use thiserror::Error;
use wellmet_foundation::Instant;

use crate::{
    frame::{self, Encoded, Encoding, FrameError},
    open_room::{Negotiated, OpenRoom, Place},
    plane::Shared,
    room::{Departure, PING_TIMEOUT},
};

/// A client that has not taken a frame for this long is lost.
pub(crate) const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a client gets a fresh token, well within the ten minutes one lives.
const RENEWAL: Duration = Duration::from_secs(5 * 60);

/// The media core at work on an offer or an answer of the client's.
type Negotiating = BoxFuture<'static, Negotiated>;

pub(crate) struct Connection {
    pub(crate) socket: WebSocket,
    pub(crate) room: Arc<OpenRoom>,
    pub(crate) place: Place,
    pub(crate) shared: Arc<Shared>,
}

/// Why a connection ends.
#[derive(Debug, Error)]
enum End {
    #[error("they are out of the room")]
    Dismissed,
    #[error("the client closed it")]
    Closed,
    #[error("the client was silent for {PING_TIMEOUT} s")]
    Silent,
    #[error("the client takes no frames")]
    Stuck,
    #[error(transparent)]
    Unreadable(#[from] FrameError),
    #[error(transparent)]
    Broken(#[from] axum::Error),
}

/// What the task was waiting for.
enum Turn {
    Told(Option<Box<Message>>),
    Negotiated(Negotiated),
    Heard(Option<Result<Frame, axum::Error>>),
    Silence,
    Renewal,
}

impl Connection {
    /// Serves the client. `offer` came with the join request.
    pub(crate) async fn serve(self, offer: Option<SessionDescription>) {
        let mut serving = Serving {
            encoding: Encoding::default(),
            heard_at: self.shared.clock.now(),
            renewed_at: self.shared.clock.now(),
            negotiating: None,
            connection: self,
        };
        if let Some(offer) = offer {
            serving.offer(offer);
        }
        let end = serving.run().await;
        serving.end(&end).await;
    }
}

struct Serving {
    connection: Connection,
    encoding: Encoding,
    heard_at: Instant,
    renewed_at: Instant,
    negotiating: Option<Negotiating>,
}

impl Serving {
    async fn run(&mut self) -> End {
        loop {
            let turn = self.turn().await;
            if let ControlFlow::Break(end) = self.take(turn).await {
                return end;
            }
        }
    }

    async fn turn(&mut self) -> Turn {
        let silence = self.heard_at + Duration::from_secs(PING_TIMEOUT.into());
        let renewal = self.renewed_at + RENEWAL;
        let idle = self.negotiating.is_none();
        let Connection {
            socket,
            place,
            shared,
            ..
        } = &mut self.connection;
        tokio::select! {
            // What the room tells goes first: it is in the order the room decided it.
            biased;
            told = place.inbox.recv() => Turn::Told(told),
            Some(done) = OptionFuture::from(self.negotiating.as_mut()) => Turn::Negotiated(done),
            frame = socket.recv(), if idle => Turn::Heard(frame),
            () = shared.clock.sleep_until(silence), if idle => Turn::Silence,
            () = shared.clock.sleep_until(renewal) => Turn::Renewal,
        }
    }

    async fn take(&mut self, turn: Turn) -> ControlFlow<End> {
        match turn {
            Turn::Told(Some(message)) => self.send(*message).await,
            Turn::Told(None) => ControlFlow::Break(End::Dismissed),
            Turn::Negotiated(negotiated) => {
                self.negotiating = None;
                // Nothing was read meanwhile, so the silence was not the client's.
                self.heard_at = self.connection.shared.clock.now();
                self.connection
                    .room
                    .negotiated(&self.connection.place.sid, negotiated);
                ControlFlow::Continue(())
            }
            Turn::Heard(Some(Ok(frame))) => self.hear(frame),
            Turn::Heard(Some(Err(error))) => ControlFlow::Break(End::Broken(error)),
            Turn::Heard(None) => ControlFlow::Break(End::Closed),
            Turn::Silence => ControlFlow::Break(End::Silent),
            Turn::Renewal => {
                self.renew();
                ControlFlow::Continue(())
            }
        }
    }

    fn hear(&mut self, frame: Frame) -> ControlFlow<End> {
        self.heard_at = self.connection.shared.clock.now();
        let request = match frame {
            Frame::Binary(bytes) => frame::decode(&bytes),
            Frame::Text(text) => {
                self.encoding = Encoding::Json;
                frame::decode_json(&text)
            }
            Frame::Ping(_) | Frame::Pong(_) => return ControlFlow::Continue(()),
            Frame::Close(_) => return ControlFlow::Break(End::Closed),
        };
        match request {
            Ok(Some(signal_request::Message::Offer(offer))) => self.offer(offer),
            Ok(Some(signal_request::Message::Answer(answer))) => self.answer(answer),
            Ok(Some(request)) => {
                self.connection
                    .room
                    .request(&self.connection.place.sid, request);
            }
            Ok(None) => {}
            Err(error) => return ControlFlow::Break(End::Unreadable(error)),
        }
        ControlFlow::Continue(())
    }

    fn renew(&mut self) {
        let Connection {
            room,
            place,
            shared,
            ..
        } = &self.connection;
        self.renewed_at = shared.clock.now();
        room.renew(&place.sid, &shared.settings.key);
    }

    fn offer(&mut self, offer: SessionDescription) {
        let (sfu, peer) = (
            self.connection.shared.sfu.clone(),
            self.connection.place.peers.publishes,
        );
        self.connection
            .room
            .being_answered(&self.connection.place.sid);
        let offered = async move { Negotiated::Offer(offer.id, sfu.offer(peer, offer.sdp).await) };
        self.negotiating = Some(offered.boxed());
    }

    fn answer(&mut self, answer: SessionDescription) {
        let sfu = self.connection.shared.sfu.clone();
        let peer = self.connection.place.peers.receives;
        let answered =
            async move { Negotiated::Answer(sfu.answer(peer, answer.id, answer.sdp).await) };
        self.negotiating = Some(answered.boxed());
    }

    async fn send(&mut self, message: Message) -> ControlFlow<End> {
        let frame = match frame::encode(message, self.encoding) {
            Ok(Encoded::Binary(bytes)) => Frame::Binary(bytes.into()),
            Ok(Encoded::Text(text)) => Frame::Text(text.into()),
            Err(error) => return ControlFlow::Break(End::Unreadable(error)),
        };
        let Connection { socket, shared, .. } = &mut self.connection;
        tokio::select! {
            sent = socket.send(frame) => match sent {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => ControlFlow::Break(End::Broken(error)),
            },
            () = shared.clock.sleep(WRITE_TIMEOUT) => ControlFlow::Break(End::Stuck),
        }
    }

    /// Closes the socket. Who broke the protocol is out of the room; for everyone else, unless they
    /// are out already, the connection broke, and they may come back to it.
    async fn end(mut self, end: &End) {
        let Connection {
            socket,
            room,
            place,
            shared,
            ..
        } = &mut self.connection;
        match end {
            End::Unreadable(_) => room.depart(&place.sid, Departure::SignalLost),
            _ => room.broken(place),
        }
        tracing::debug!(participant = place.sid.as_str(), reason = %end, "signalling ended");
        if let Some(close) = end.close_frame() {
            tokio::select! {
                _ = socket.send(Frame::Close(Some(close))) => {}
                () = shared.clock.sleep(WRITE_TIMEOUT) => {}
            }
        }
    }
}

impl End {
    /// How the client is told (RFC 6455 section 7.4.1); `None` when nobody listens any more.
    fn close_frame(&self) -> Option<CloseFrame> {
        let code = match self {
            Self::Closed | Self::Stuck => return None,
            Self::Dismissed => close_code::NORMAL,
            Self::Silent => close_code::AWAY,
            Self::Unreadable(FrameError::TooLong(_)) => close_code::SIZE,
            Self::Unreadable(_) => close_code::INVALID,
            // The frame was longer than the socket takes, or the socket is gone and hears nothing.
            Self::Broken(_) => close_code::SIZE,
        };
        Some(CloseFrame {
            code,
            reason: self.to_string().into(),
        })
    }
}
