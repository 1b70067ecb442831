//! `wellmet openapi`.

use std::io::Write as _;

/// Prints the description of the API.
pub(super) async fn run() -> anyhow::Result<()> {
    let document = crate::document().await?;
    writeln!(std::io::stdout().lock(), "{document}")?;
    Ok(())
}
