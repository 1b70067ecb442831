//! A LiveKit client as far as signalling goes.

use futures::{SinkExt as _, StreamExt as _};
use livekit_protocol::{
    JoinResponse, SignalRequest, SignalResponse, signal_request, signal_response::Message,
};
use prost::Message as _;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        self, ClientRequestBuilder, Message as Frame, client::IntoClientRequest,
        protocol::CloseFrame,
    },
};

use crate::server::soon;

pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// The answer in place of an upgrade: status and text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) u16, pub(crate) String);

impl Client {
    pub(crate) async fn connect(url: &str) -> Result<Self, Refused> {
        Self::open(url.into_client_request().unwrap()).await
    }

    /// Connects with the token in a header, as native clients do.
    pub(crate) async fn connect_with_header(url: &str, token: &str) -> Result<Self, Refused> {
        let request = ClientRequestBuilder::new(url.parse().unwrap())
            .with_header("authorization", format!("Bearer {token}"));
        Self::open(request.into_client_request().unwrap()).await
    }

    async fn open(request: tungstenite::handshake::client::Request) -> Result<Self, Refused> {
        match soon(connect_async(request)).await {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(tungstenite::Error::Http(answer)) => {
                let body = answer.body().clone().unwrap_or_default();
                let text = String::from_utf8(body).unwrap();
                Err(Refused(answer.status().as_u16(), text))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Reads the first message, which must be the join.
    pub(crate) async fn join(&mut self) -> JoinResponse {
        match self.read().await {
            Message::Join(join) => join,
            other => panic!("no join but {other:?}"),
        }
    }

    pub(crate) async fn send(&mut self, request: signal_request::Message) {
        let bytes = SignalRequest {
            message: Some(request),
        }
        .encode_to_vec();
        self.send_frame(Frame::Binary(bytes.into())).await;
    }

    /// Sends a frame; one the server will not take may fail on the way.
    pub(crate) async fn send_frame(&mut self, frame: Frame) {
        let _ = soon(self.socket.send(frame)).await;
    }

    /// The next message.
    pub(crate) async fn read(&mut self) -> Message {
        match self.read_frame().await {
            Frame::Binary(bytes) => SignalResponse::decode(bytes).unwrap().message.unwrap(),
            other => panic!("no message but {other:?}"),
        }
    }

    /// Messages until one is `wanted`, which is returned.
    pub(crate) async fn read_until<T>(&mut self, wanted: impl Fn(Message) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.read().await) {
                return found;
            }
        }
    }

    /// Messages until the server closes, and how it does.
    pub(crate) async fn read_to_end(&mut self) -> (Vec<Message>, Option<CloseFrame>) {
        let mut messages = Vec::new();
        loop {
            match soon(self.socket.next()).await {
                Some(Ok(Frame::Binary(bytes))) => {
                    messages.extend(SignalResponse::decode(bytes).unwrap().message);
                }
                Some(Ok(Frame::Close(close))) => return (messages, close),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return (messages, None),
            }
        }
    }

    pub(crate) async fn read_frame(&mut self) -> Frame {
        soon(self.socket.next()).await.unwrap().unwrap()
    }
}
