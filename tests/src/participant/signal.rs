//! The WebSocket side: protobuf frames both ways.

use anyhow::{Context as _, bail};
use data_encoding::BASE64URL_NOPAD;
use futures::{SinkExt as _, StreamExt as _};
use livekit_protocol::{
    ClientInfo, JoinRequest, SignalRequest, SignalResponse, WrappedJoinRequest, signal_request,
    signal_response, wrapped_join_request::Compression,
};
use prost::Message as _;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub(super) struct Signal(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Signal {
    /// Connects to `/rtc/v1` and sends the join request in the query, as the SDKs do; who goes on as
    /// a participant they were names it in `resumes`.
    pub(super) async fn connect(
        url: &str,
        token: &str,
        resumes: Option<&str>,
    ) -> anyhow::Result<Self> {
        let url = format!(
            "{url}/rtc/v1?access_token={token}&join_request={}",
            join_request(resumes)
        );
        let (socket, _) = connect_async(url)
            .await
            .context("the server refused the connection")?;
        Ok(Self(socket))
    }

    pub(super) async fn send(&mut self, message: signal_request::Message) -> anyhow::Result<()> {
        let request = SignalRequest {
            message: Some(message),
        };
        let frame = Message::Binary(request.encode_to_vec().into());
        self.0.send(frame).await.context("the connection is gone")
    }

    /// The next message; `None` when the connection has ended.
    pub(super) async fn next(&mut self) -> anyhow::Result<Option<signal_response::Message>> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Binary(frame))) => {
                    let response = SignalResponse::decode(frame)?;
                    return Ok(response.message);
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(None),
                Some(Ok(other)) => bail!("an unexpected frame: {other:?}"),
            }
        }
    }
}

fn join_request(resumes: Option<&str>) -> String {
    let client_info = ClientInfo {
        protocol: 16,
        version: "1".to_owned(),
        ..Default::default()
    };
    let join = JoinRequest {
        client_info: Some(client_info),
        reconnect: resumes.is_some(),
        participant_sid: resumes.unwrap_or_default().to_owned(),
        ..Default::default()
    };
    let wrapped = WrappedJoinRequest {
        compression: Compression::None.into(),
        join_request: join.encode_to_vec(),
    };
    BASE64URL_NOPAD.encode(&wrapped.encode_to_vec())
}
