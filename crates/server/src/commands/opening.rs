//! What `demo` and `serve` have in common: opening the house, and closing it at a signal.

use std::io;
use std::net::TcpListener;

use anyhow::Context as _;
use tokio::signal::unix::{Signal, SignalKind, signal};
use wellmet_foundation::{Bus, Clock, Db, Ground, Rng};

use crate::{App, DataFolder, Parts, Patience, Running, Secrets, Settings};

/// What the house is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Visitors who look around.
    Demo,
    /// Real people.
    Earnest,
}

impl Kind {
    /// Each has a database file of its own.
    const fn database(self) -> &'static str {
        match self {
            Self::Demo => "demo.db",
            Self::Earnest => "wellmet.db",
        }
    }
}

/// Prepares the house on its database file in the data folder, or on the PostgreSQL
/// database the settings name.
pub(super) async fn prepare(
    settings: Settings,
    folder: &DataFolder,
    kind: Kind,
) -> anyhow::Result<App> {
    let listener = TcpListener::bind(settings.listen)
        .with_context(|| format!("cannot listen on {}", settings.listen))?;
    let ground = ground(&settings, folder, kind).await?;
    let secrets = Secrets::in_folder(folder, &ground.rng)?;
    let node = folder.node(&ground)?;
    App::prepare(Parts {
        ground,
        settings,
        secrets,
        node,
        outbox: kind == Kind::Demo,
        listener,
        patience: Patience::default(),
    })
}

/// Database, clock, randomness and bus, as the settings say.
pub(super) async fn ground(
    settings: &Settings,
    folder: &DataFolder,
    kind: Kind,
) -> anyhow::Result<Ground> {
    let bus = Bus::new();
    let db = match &settings.database_url {
        // The URL may hold a password, so the sentence does not repeat it.
        Some(url) => Db::connect(url, bus.clone())
            .await
            .context("the database of DATABASE_URL cannot be opened")?,
        None => {
            let file = folder.private_file(kind.database())?;
            let opened = Db::open_file(&file, bus.clone()).await;
            opened.with_context(|| format!("`{}` cannot be opened", file.display()))?
        }
    };
    db.migrate()
        .await
        .context("the database cannot be brought up to date")?;
    Ok(Ground {
        db,
        clock: Clock::system(),
        rng: Rng::system(),
        bus,
    })
}

/// Somebody who may say that it is time to close: Ctrl-C, or SIGTERM. Listening begins when this
/// is made, so that a signal during a long start is not missed.
pub(super) struct Told {
    terminate: Signal,
    interrupt: Signal,
}

impl Told {
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Keeps `running` open until told, then closes it.
    pub(super) async fn then_close(mut self, running: Running) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        tracing::info!("closing");
        running.stop().await;
    }
}
