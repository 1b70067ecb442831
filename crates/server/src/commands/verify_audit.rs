//! `wellmet verify-audit`.

use std::io::Write as _;

use wellmet_accounts::Accounts;

use super::opening::{self, Kind};
use crate::{DataFolder, Settings};

/// Reads every organisation's audit trail, and says which hold. It may run beside the open house.
pub(super) async fn run(settings: Settings) -> anyhow::Result<()> {
    let folder = DataFolder::open(&settings.data)?;
    let ground = opening::ground(&settings, &folder, Kind::Earnest).await?;
    let accounts = Accounts::new(ground.clone(), settings.public_url()?);
    let trails = accounts.verify_audit_trails().await?;
    ground.db.close().await;

    let mut out = std::io::stdout().lock();
    for trail in &trails {
        match &trail.verified {
            Ok(lines) => writeln!(out, "{}: {lines} lines, as they were sealed", trail.name)?,
            Err(broken) => writeln!(out, "{}: {broken}", trail.name)?,
        }
    }
    let broken = trails
        .iter()
        .filter(|trail| trail.verified.is_err())
        .count();
    anyhow::ensure!(
        broken == 0,
        "{broken} of {} audit trails do not hold",
        trails.len()
    );
    Ok(())
}
