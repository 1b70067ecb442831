//! What `demo` and `serve` have in common: opening the house, and closing it at a signal.

use std::net::TcpListener;
use std::path::Path;

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};
use wellmet_foundation::{Bus, Clock, Db, Ground, Rng};

use crate::{App, DataFolder, Parts, Running, Secrets, Settings};

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
    let ground = ground(&settings, &folder.file(kind.database())).await?;
    let secrets = Secrets::in_folder(folder, &ground.rng)?;
    App::prepare(Parts {
        ground,
        settings,
        secrets,
        outbox: kind == Kind::Demo,
        listener,
    })
}

async fn ground(settings: &Settings, file: &Path) -> anyhow::Result<Ground> {
    let bus = Bus::new();
    let db = match &settings.database_url {
        // The URL may hold a password, so the sentence does not repeat it.
        Some(url) => Db::connect(url, bus.clone())
            .await
            .context("the database of DATABASE_URL cannot be opened")?,
        None => Db::open_file(file, bus.clone())
            .await
            .with_context(|| format!("the database `{}` cannot be opened", file.display()))?,
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

/// Keeps the house open until Ctrl-C or SIGTERM.
pub(super) async fn until_told(running: Running) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("closing");
    running.stop().await;
    Ok(())
}
