//! `wellmet demo`.

use super::opening::{self, Kind, Told};
use crate::{DataFolder, Settings, demo};

/// Opens a house full of invented people on this machine, until a signal ends it.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    settings.check_for_demo()?;
    let told = Told::listen()?;
    let folder = DataFolder::open(&settings.data)?;
    let house = opening::prepare(settings.clone(), &folder, Kind::Demo).await?;
    let offer = demo::furnish(&house.ground, &house.members, &settings.public_url).await?;
    folder.write_private("demo.json", &serde_json::to_string_pretty(&offer)?)?;
    let running = house.open().await?;
    offer.announce(&mut std::io::stdout().lock())?;
    told.then_close(running).await;
    Ok(())
}
