//! A bare test room: signalling and media without doors, people or a database.
//!
//! `cargo run -p wellmet-signalling --example bare_room -- 7880 7882` serves signalling on
//! `ws://127.0.0.1:7880` and media on UDP port 7882; a third argument names another address than
//! loopback for both. `GET /ticket?name=ada` answers with a token for
//! the one room there is, for any LiveKit client; `POST /remove?name=ada` and
//! `POST /mute?name=ada` do to Ada what a facilitator may, `POST /close` ends the room. What the
//! plane tells of people is written to standard output, a line each.

#![expect(clippy::print_stdout, reason = "a program to watch")]

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
    sync::Arc,
};

use anyhow::Context as _;
use axum::{
    Json, Router,
    extract::{Query, State},
    http::{StatusCode, header},
    response::IntoResponse,
    routing::{get, post},
};
use serde::Deserialize;
use wellmet_foundation::{Clock, Rng};
use wellmet_sfu::{Certificate, Config, Sfu};
use wellmet_signalling::{ApiKey, EmbeddedPlane, Settings};
use wellmet_vocabulary::{MediaError, MediaGrant, MediaIdentity, MediaPlane, RoomName, TrackKind};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let mut arguments = std::env::args().skip(1);
    let http: u16 = given(&mut arguments, 0).context("the first argument is the HTTP port")?;
    let media: u16 = given(&mut arguments, 0).context("the second argument is the media port")?;
    let address: IpAddr = given(&mut arguments, Ipv4Addr::LOCALHOST.into())
        .context("the third argument is the address of both")?;

    let listener = tokio::net::TcpListener::bind((address, http)).await?;
    let plane = start(listener.local_addr()?, SocketAddr::new(address, media))?;
    plane.open_room(&room()).await?;
    tokio::spawn(print_events(plane.events()));
    println!("listening http://{}", listener.local_addr()?);

    let routes = plane.routes().merge(controls(Arc::clone(&plane)));
    axum::serve(listener, routes)
        .with_graceful_shutdown(stopped(Arc::clone(&plane)))
        .await?;
    Ok(())
}

/// The next argument, or what holds without it.
fn given<T: FromStr>(
    arguments: &mut impl Iterator<Item = String>,
    otherwise: T,
) -> Result<T, T::Err> {
    arguments.next().map_or(Ok(otherwise), |text| text.parse())
}

fn start(http: SocketAddr, media: SocketAddr) -> anyhow::Result<Arc<EmbeddedPlane>> {
    let (clock, rng) = (Clock::system(), Rng::system());
    let now = clock.clone();
    let (sfu, events) = Sfu::start(Config {
        listen: vec![media],
        announced: vec![media.ip()],
        certificate: Certificate::generate()?,
        seed: rng.bytes(),
        now: Arc::new(move || now.monotonic()),
    })?;
    let settings = Settings {
        url: format!("ws://{http}"),
        key: ApiKey::new("bare", &rng.bytes::<32>()),
    };
    Ok(Arc::new(EmbeddedPlane::start(
        settings, sfu, events, clock, rng,
    )))
}

fn room() -> RoomName {
    RoomName::named("bare")
}

async fn print_events(mut events: tokio::sync::mpsc::Receiver<wellmet_vocabulary::RoomEvent>) {
    while let Some(event) = events.recv().await {
        println!(
            "{} {:?} at {}",
            event.identity.as_str(),
            event.change,
            event.at.as_millis()
        );
    }
}

/// Interrupted: everyone is told before the listener closes.
async fn stopped(plane: Arc<EmbeddedPlane>) {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "interrupts are not heard");
        std::future::pending::<()>().await;
    }
    plane.shutdown().await;
}

fn controls(plane: Arc<EmbeddedPlane>) -> Router {
    Router::new()
        .route("/ticket", get(ticket))
        .route("/people", get(people))
        .route("/remove", post(remove))
        .route("/mute", post(mute))
        .route("/close", post(close))
        .with_state(plane)
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl Named {
    fn identity(&self) -> MediaIdentity {
        MediaIdentity::named(&self.name)
    }
}

/// A refusal of the plane, as text.
struct Refused(MediaError);

impl From<MediaError> for Refused {
    fn from(error: MediaError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> axum::response::Response {
        (StatusCode::CONFLICT, self.0.to_string()).into_response()
    }
}

async fn ticket(
    State(plane): State<Arc<EmbeddedPlane>>,
    Query(named): Query<Named>,
) -> Result<impl IntoResponse, Refused> {
    let ticket = plane.mint(&MediaGrant {
        room: room(),
        identity: named.identity(),
        display_name: named.name,
        facilitator: false,
    })?;
    let body = serde_json::json!({ "url": ticket.url, "token": ticket.token });
    Ok(([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(body)))
}

async fn people(State(plane): State<Arc<EmbeddedPlane>>) -> Result<impl IntoResponse, Refused> {
    let people = plane.participants(&room()).await?;
    let people = people.into_iter().map(|person| {
        serde_json::json!({
            "identity": person.identity, "connected": person.connected, "flow": person.flow,
        })
    });
    Ok(Json(people.collect::<Vec<_>>()))
}

async fn remove(
    State(plane): State<Arc<EmbeddedPlane>>,
    Query(named): Query<Named>,
) -> Result<StatusCode, Refused> {
    plane.remove(&room(), &named.identity()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn mute(
    State(plane): State<Arc<EmbeddedPlane>>,
    Query(named): Query<Named>,
) -> Result<StatusCode, Refused> {
    plane
        .mute(&room(), &named.identity(), TrackKind::Audio)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn close(State(plane): State<Arc<EmbeddedPlane>>) -> Result<StatusCode, Refused> {
    plane.close_room(&room()).await?;
    Ok(StatusCode::NO_CONTENT)
}
