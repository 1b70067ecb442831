//! The server, on the town's database.

use std::net::TcpListener;

use anyhow::Result;
use tempfile::TempDir;
use wellmet_foundation::{Bus, Clock, Db, Ground, Rng};
use wellmet_server::{App, DataFolder, Parts, Patience, Running, Secrets, Settings};

/// The database at `url`: PostgreSQL's, or a file of SQLite's.
pub(crate) async fn ground(url: &str) -> Result<Ground> {
    let bus = Bus::new();
    let db = match url.starts_with("postgres") {
        true => Db::connect(url, bus.clone()).await?,
        false => Db::open_file(url.as_ref(), bus.clone()).await?,
    };
    db.migrate().await?;
    Ok(Ground {
        db,
        clock: Clock::system(),
        rng: Rng::system(),
        bus,
    })
}

/// Opens the house; answers also with its address and its folder, which is gone when it is dropped.
pub(crate) async fn open(ground: Ground) -> Result<(Running, String, TempDir)> {
    let folder = tempfile::tempdir()?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let origin = format!("http://{}", listener.local_addr()?);
    let settings = Settings {
        data: folder.path().to_owned(),
        public_url: origin.clone(),
        media_listen: ([127, 0, 0, 1], 0).into(),
        media_addresses: Some("127.0.0.1".to_owned()),
        ..Settings::default()
    };
    let data = DataFolder::open(folder.path())?;
    let parts = Parts {
        secrets: Secrets::in_folder(&data, &ground.rng)?,
        node: data.node(&ground)?,
        ground,
        settings,
        listener,
        outbox: true,
        patience: Patience::default(),
    };
    Ok((App::start(parts).await?, origin, folder))
}
