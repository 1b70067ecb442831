//! Traces on standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// A filter that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the log filter `{0}` cannot be read; write for example `info` or `info,sqlx=warn`")]
pub struct BadFilter(String);

/// Starts tracing: plain lines on a terminal, JSON lines elsewhere.
///
/// `filter` has `tracing_subscriber`'s syntax, such as `info,wellmet_sfu=debug`. Only the first
/// call in a process takes effect.
pub fn start(filter: &str) -> Result<(), BadFilter> {
    let filter = EnvFilter::try_new(filter).map_err(|_| BadFilter(filter.to_owned()))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = if std::io::stderr().is_terminal() {
        lines.compact().try_init()
    } else {
        lines.json().flatten_event(true).try_init()
    };
    if started.is_err() {
        tracing::debug!("tracing had been started before");
    }
    Ok(())
}
