//! `wellmet serve`.

use std::io::Write as _;

use anyhow::Context as _;
use wellmet_accounts::Newcomer;
use wellmet_vocabulary::Role;

use super::opening::{self, Kind};
use crate::{App, DataFolder, Settings};

/// Opens the house for real people, until a signal ends it.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    settings.check_for_serving()?;
    let folder = DataFolder::open(&settings.data)?;
    let house = opening::prepare(settings.clone(), &folder, Kind::Earnest).await?;
    welcome(&house, &settings).await?;
    opening::until_told(house.open().await?).await
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
    writeln!(out, "Wellmet opens on {}", settings.public_url)?;
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
