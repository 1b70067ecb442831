//! The house, opened and closed.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wellmet_attendance::NodeId;
use wellmet_foundation::Ground;
use wellmet_vocabulary::MediaPlane as _;

use crate::edge::{Edge, Patience};
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
    /// Which node it is.
    pub node: NodeId,
    /// Whether mails that no mail server takes are shown on a page.
    pub outbox: bool,
    /// Where it listens: bound already, so that the port is known before the first link is made.
    pub listener: TcpListener,
    /// How long it waits for whoever asks.
    pub patience: Patience,
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

/// The house with everybody in it, before its doors are opened.
pub struct App {
    /// What it stands on.
    pub ground: Ground,
    /// Who works in it.
    pub members: Members,
    settings: Settings,
    listener: TcpListener,
    patience: Patience,
    media: Media,
}

impl App {
    /// Brings everybody in. Nobody works yet and nothing answers.
    pub fn prepare(parts: Parts) -> anyhow::Result<Self> {
        let Parts {
            ground,
            settings,
            secrets,
            node,
            outbox,
            listener,
            patience,
        } = parts;
        let media = Media::start(&ground, &settings, &secrets)?;
        let handed = Handed {
            public_url: settings.public_url()?,
            door_key: secrets.door_key,
            node,
            plane: media.plane.clone(),
            mail: settings.mail(outbox)?,
            people: settings.people()?,
        };
        Ok(Self {
            members: Members::new(&ground, handed),
            ground,
            settings,
            listener,
            patience,
            media,
        })
    }

    /// Opens the doors: everybody works, and requests are answered.
    pub async fn open(self) -> anyhow::Result<Running> {
        let (shutdown, tasks) = (CancellationToken::new(), TaskTracker::new());
        let rooms = self.media.plane.events();
        self.members
            .set_to_work(&self.ground, rooms, &tasks, &shutdown)
            .await?;
        let router = self.router(&shutdown)?;
        let address = self.listener.local_addr()?;
        let handle = Handle::new();
        let tls = tls(&self.settings).await?;
        let server = serve(self.listener, tls, router, handle.clone(), self.patience)?;
        Ok(Running {
            address,
            media_addresses: self.media.addresses(),
            ground: self.ground,
            members: self.members,
            media: self.media,
            shutdown,
            tasks,
            handle,
            server,
        })
    }

    /// Both at once.
    pub async fn start(parts: Parts) -> anyhow::Result<Running> {
        Box::pin(Self::prepare(parts)?.open()).await
    }

    /// Everything that answers.
    fn router(&self, shutdown: &CancellationToken) -> anyhow::Result<Router> {
        let endpoints = openapi::endpoints(&self.ground, &self.members);
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
            patience: self.patience,
            shutdown: shutdown.clone(),
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

/// Who never finishes their headers holds no connection for ever: no layer sees them before.
fn bound_headers(http: &mut Builder<TokioExecutor>, patience: Patience) {
    let mut http1 = http.http1();
    http1.timer(TokioTimer::new());
    http1.header_read_timeout(patience.headers);
}

/// The certificate the settings name.
async fn tls(settings: &Settings) -> anyhow::Result<Option<RustlsConfig>> {
    match (&settings.tls_cert, &settings.tls_key) {
        (Some(cert), Some(key)) => Ok(Some(RustlsConfig::from_pem_file(cert, key).await?)),
        _ => Ok(None),
    }
}

/// Serves `router` on `listener`, with TLS where there is a certificate.
fn serve(
    listener: TcpListener,
    tls: Option<RustlsConfig>,
    router: Router,
    handle: Handle<SocketAddr>,
    patience: Patience,
) -> anyhow::Result<JoinHandle<std::io::Result<()>>> {
    listener.set_nonblocking(true)?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    Ok(match tls {
        Some(tls) => {
            let mut server = axum_server::from_tcp_rustls(listener, tls)?.handle(handle);
            bound_headers(server.http_builder(), patience);
            tokio::spawn(server.serve(service))
        }
        None => {
            let mut server = axum_server::from_tcp(listener)?.handle(handle);
            bound_headers(server.http_builder(), patience);
            tokio::spawn(server.serve(service))
        }
    })
}
