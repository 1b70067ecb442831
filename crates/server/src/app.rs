//! The house, opened and closed.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wellmet_foundation::Ground;
use wellmet_vocabulary::MediaPlane as _;

use crate::edge::Edge;
use crate::media::Media;
use crate::members::{Handed, Members};
use crate::operations::{Checks, Operations, Recorder};
use crate::{Secrets, Settings, openapi, web};

/// How long requests under way may take to end.
const LAST_REQUESTS: Duration = Duration::from_secs(2);
/// How long the rest of the house may take, beside the requests.
const LAST_WORK: Duration = Duration::from_secs(4);

/// What the house is opened with.
pub struct Parts {
    /// Database, migrated; clock, randomness and bus.
    pub ground: Ground,
    /// What it was told.
    pub settings: Settings,
    /// Its keys.
    pub secrets: Secrets,
    /// Where it listens: bound already, so that the port is known before the first link is made.
    pub listener: TcpListener,
}

/// The open house. Dropping it lets it run on; [`Running::stop`] closes it.
pub struct Running {
    /// Where HTTP is served.
    pub address: SocketAddr,
    /// What it stands on.
    pub ground: Ground,
    /// Who works in it.
    pub members: Members,
    /// Where media arrives, by UDP.
    pub media_addresses: Vec<SocketAddr>,
    media: Media,
    shutdown: CancellationToken,
    tasks: TaskTracker,
    handle: Handle<SocketAddr>,
    server: JoinHandle<std::io::Result<()>>,
}

/// Opens the house.
#[derive(Debug)]
pub struct App;

impl App {
    /// Opens the house: from now on it answers.
    pub async fn start(parts: Parts) -> anyhow::Result<Running> {
        let Parts {
            ground,
            settings,
            secrets,
            listener,
        } = parts;
        let address = listener.local_addr()?;
        let media = Media::start(&ground, &settings, &secrets)?;
        let handed = Handed {
            public_url: settings.public_url()?,
            door_key: secrets.door_key,
            plane: media.plane.clone(),
        };
        let members = Members::new(&ground, handed);
        let (shutdown, tasks) = (CancellationToken::new(), TaskTracker::new());
        let rooms = media.plane.events();
        members
            .set_to_work(&ground, rooms, &tasks, &shutdown)
            .await?;

        let house = House {
            ground: &ground,
            settings: &settings,
            members: &members,
            media: &media,
        };
        let router = house.router(&shutdown)?;
        let handle = Handle::new();
        let server = serve(listener, &settings, router, handle.clone()).await?;
        Ok(Running {
            address,
            media_addresses: media.addresses(),
            ground,
            members,
            media,
            shutdown,
            tasks,
            handle,
            server,
        })
    }
}

impl Running {
    /// Closes the house: whoever is in a call or on a page is told, open intervals of attendance
    /// are closed, requests under way end, and the database is closed. Takes five seconds at most.
    pub async fn stop(self) {
        self.shutdown.cancel();
        self.handle.graceful_shutdown(Some(LAST_REQUESTS));
        let told = async {
            self.media.plane.shutdown().await;
            self.tasks.close();
            self.tasks.wait().await;
        };
        tokio::select! {
            () = told => {}
            () = self.ground.clock.sleep(LAST_WORK) => {
                tracing::warn!(tasks = self.tasks.len(), "did not end in time");
            }
        }
        match self.server.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "serving ended with an error"),
            Err(error) => tracing::error!(%error, "serving panicked"),
        }
        self.ground.db.close().await;
    }
}

/// What its routes are made of.
struct House<'a> {
    ground: &'a Ground,
    settings: &'a Settings,
    members: &'a Members,
    media: &'a Media,
}

impl House<'_> {
    /// Everything that answers.
    fn router(&self, shutdown: &CancellationToken) -> anyhow::Result<Router> {
        let endpoints = openapi::endpoints(self.members, &self.ground.bus);
        let (endpoints, description) = endpoints.split_for_parts();
        let routes = openapi::served_at(endpoints, description)
            .merge(self.operations()?.routes())
            .merge(self.media.plane.routes())
            .merge(web::routes())
            .fallback(web::elsewhere);
        Ok(self.edge(shutdown)?.around(routes))
    }

    fn operations(&self) -> anyhow::Result<Operations> {
        let media = self.media.clone();
        Ok(Operations {
            ground: self.ground.clone(),
            checks: Checks {
                media: Arc::new(move || media.is_well()),
            },
            recorder: Recorder::of_this_process()?,
            metrics_token: self.settings.metrics_token.as_deref().map(Arc::from),
        })
    }

    fn edge(&self, shutdown: &CancellationToken) -> anyhow::Result<Edge> {
        Ok(Edge {
            ground: self.ground.clone(),
            public_url: self.settings.public_url()?,
            proxies: self.settings.proxies()?.into(),
            staff: Arc::new(self.members.accounts.clone()),
            patients: Arc::new(self.members.door.clone()),
            shutdown: shutdown.clone(),
        })
    }
}

/// Serves `router` on `listener`, with TLS where the settings name a certificate.
async fn serve(
    listener: TcpListener,
    settings: &Settings,
    router: Router,
    handle: Handle<SocketAddr>,
) -> anyhow::Result<JoinHandle<std::io::Result<()>>> {
    listener.set_nonblocking(true)?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    Ok(match (&settings.tls_cert, &settings.tls_key) {
        (Some(cert), Some(key)) => {
            let tls = RustlsConfig::from_pem_file(cert, key).await?;
            let server = axum_server::from_tcp_rustls(listener, tls)?.handle(handle);
            tokio::spawn(server.serve(service))
        }
        _ => {
            let server = axum_server::from_tcp(listener)?.handle(handle);
            tokio::spawn(server.serve(service))
        }
    })
}
