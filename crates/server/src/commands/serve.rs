//! `wellmet serve`.

use std::io::Write as _;

use anyhow::Context as _;
use wellmet_accounts::Newcomer;
use wellmet_vocabulary::Role;

use super::opening::{self, Kind, Told};
use crate::{App, DataFolder, Settings};

/// Opens the house for real people, until a signal ends it.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    settings.check_for_serving()?;
    let told = Told::listen()?;
    let folder = DataFolder::open(&settings.data)?;
    let house = opening::prepare(settings.clone(), &folder, Kind::Earnest).await?;
    welcome(&house, &settings).await?;
    let running = house.open().await?;
    writeln!(
        std::io::stdout(),
        "Wellmet is open on {}",
        settings.public_url
    )?;
    told.then_close(running).await;
    Ok(())
}

/// Prints who may come in first, until they have.
async fn welcome(house: &App, settings: &Settings) -> anyhow::Result<()> {
    let email = &settings.administrator_email;
    let newcomer = Newcomer::new("Administrator", email, &[Role::Administrator]);
    let newcomer = newcomer
        .ok()
        .context("WELLMET_ADMINISTRATOR_EMAIL is not an email address")?;
    let accounts = &house.members.accounts;
    let first = accounts
        .first_administrator(&settings.organisation, &newcomer)
        .await?;
    let mut out = std::io::stdout().lock();
    if let Some(first) = first {
        writeln!(
            out,
            "Nobody can sign in yet. Open this link once to choose a password for"
        )?;
        writeln!(
            out,
            "{}, the first administrator:\n\n  {}\n",
            first.email, first.invitation_url
        )?;
    }
    Ok(())
}
