//! A plane with one open room, served on a free port of the loopback interface.

use std::{
    future::Future,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use data_encoding::BASE64URL_NOPAD;
use livekit_protocol::{JoinRequest, WrappedJoinRequest};
use prost::Message as _;
use wellmet_foundation::{Clock, Instant, Rng};
use wellmet_sfu::{Certificate, Config, Sfu};
use wellmet_signalling::{ApiKey, EmbeddedPlane, Settings};
use wellmet_vocabulary::{MediaGrant, MediaIdentity, MediaPlane as _, RoomName};

use crate::client::{Client, Refused};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

pub(crate) struct Server {
    pub(crate) plane: Arc<EmbeddedPlane>,
    pub(crate) clock: Clock,
    /// `127.0.0.1:port`.
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts with the room `room` open.
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind((LOOPBACK, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let clock = Clock::mock(Instant::from_millis(1_800_000_000_000));
        let plane = Arc::new(plane(&clock, address));
        plane.open_room(&room()).await.unwrap();
        let routes = plane.routes();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self {
            plane,
            clock,
            address,
        }
    }

    /// A token for `name` in the open room.
    pub(crate) fn token(&self, name: &str) -> String {
        let grant = MediaGrant {
            room: room(),
            identity: MediaIdentity::named(name),
            display_name: name.into(),
            facilitator: false,
        };
        self.plane.mint(&grant).unwrap().token
    }

    /// Lets `name` in with a fresh token; the join has been read.
    pub(crate) async fn join(&self, name: &str) -> Client {
        let mut client = self.connect(&self.token(name)).await.unwrap();
        client.join().await;
        client
    }

    pub(crate) async fn connect(&self, token: &str) -> Result<Client, Refused> {
        self.connect_at("/rtc/v1", token).await
    }

    pub(crate) async fn connect_at(&self, path: &str, token: &str) -> Result<Client, Refused> {
        Client::connect(&self.url("ws", path, &format!("access_token={token}"))).await
    }

    /// Connects with what v1 clients say of themselves.
    pub(crate) async fn connect_with(&self, name: &str, request: &JoinRequest) -> Client {
        let wrapped = WrappedJoinRequest {
            join_request: request.encode_to_vec(),
            compression: 0,
        };
        let encoded = BASE64URL_NOPAD.encode(&wrapped.encode_to_vec());
        let query = format!("access_token={}&join_request={encoded}", self.token(name));
        Client::connect(&self.url("ws", "/rtc/v1", &query))
            .await
            .unwrap()
    }

    pub(crate) fn url(&self, scheme: &str, path: &str, query: &str) -> String {
        format!("{scheme}://{}{path}?{query}", self.address)
    }

    /// Asks why a connection with `token` would be refused: status and text.
    pub(crate) async fn validate(&self, path: &str, token: &str) -> (u16, String) {
        let url = self.url("http", path, &format!("access_token={token}"));
        let answer = soon(reqwest::get(url)).await.unwrap();
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}

pub(crate) fn room() -> RoomName {
    RoomName::named("room")
}

/// What takes this long will not come.
pub(crate) async fn soon<T>(coming: impl Future<Output = T>) -> T {
    let clock = Clock::system();
    tokio::select! {
        come = coming => come,
        () = clock.sleep(Duration::from_secs(20)) => panic!("it does not come"),
    }
}

fn plane(clock: &Clock, address: SocketAddr) -> EmbeddedPlane {
    let media_clock = clock.clone();
    let (sfu, events) = Sfu::start(Config {
        listen: vec![SocketAddr::new(LOOPBACK, 0)],
        announced: vec![LOOPBACK],
        certificate: Certificate::generate().unwrap(),
        seed: [7; 32],
        now: Arc::new(move || media_clock.monotonic()),
    })
    .unwrap();
    let settings = Settings {
        url: format!("ws://{address}"),
        key: key(),
    };
    EmbeddedPlane::start(settings, sfu, events, clock.clone(), Rng::seeded(1))
}

fn key() -> ApiKey {
    ApiKey::new("wellmet", b"a secret of at least thirty-two bytes")
}
