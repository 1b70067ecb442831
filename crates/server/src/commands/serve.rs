//! `wellmet serve`.

use std::io::Write as _;

use anyhow::Context as _;
use wellmet_accounts::Newcomer;
use wellmet_vocabulary::Role;

use super::opening;
use crate::{DataFolder, Running, Settings};

const DATABASE: &str = "wellmet.db";

/// Opens the house for real people, until a signal ends it.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    settings.check_for_serving()?;
    let folder = DataFolder::open(&settings.data)?;
    let running = opening::open(settings.clone(), &folder, DATABASE).await?;
    welcome(&running, &settings).await?;
    opening::until_told(running).await
}

/// Prints who may come in first, until they have.
async fn welcome(running: &Running, settings: &Settings) -> anyhow::Result<()> {
    let email = &settings.administrator_email;
    let newcomer = Newcomer::new("Administrator", email, &[Role::Administrator]);
    let newcomer = newcomer
        .ok()
        .context("WELLMET_ADMINISTRATOR_EMAIL is not an email address")?;
    let accounts = &running.members.accounts;
    let first = accounts
        .first_administrator(&settings.organisation, &newcomer)
        .await?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Wellmet is open on {}", settings.public_url)?;
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
