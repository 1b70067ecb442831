//! `wellmet demo`.

use super::opening;
use crate::{DataFolder, Settings, demo};

const DATABASE: &str = "demo.db";

/// Opens a house full of invented people on this machine, until a signal ends it.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    settings.check_for_demo()?;
    let folder = DataFolder::open(&settings.data)?;
    let running = opening::open(settings.clone(), &folder, DATABASE).await?;
    let offer = demo::furnish(&running, &settings).await?;
    folder.write_private("demo.json", &serde_json::to_string_pretty(&offer)?)?;
    offer.announce(&mut std::io::stdout().lock())?;
    opening::until_told(running).await
}
