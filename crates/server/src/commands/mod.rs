//! What can be typed.

mod demo;
mod openapi;
mod opening;
mod serve;
mod verify_audit;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::Settings;

/// Runs online support groups that doctors prescribe.
///
/// Settings come from a TOML file and from the environment, such as WELLMET_PUBLIC_URL,
/// WELLMET_LISTEN, WELLMET_DATA and DATABASE_URL.
#[derive(Debug, Parser)]
#[command(name = "wellmet", version)]
struct Typed {
    /// A TOML file with settings; the environment overrides it.
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Opens a house full of invented people on this machine, to try things out.
    Demo,
    /// Opens the house for real people.
    Serve,
    /// Checks that no line of any audit trail was changed, moved or taken away since it was sealed.
    VerifyAudit,
    /// Prints the description of the API (OpenAPI 3.1, JSON).
    Openapi,
}

/// Runs what was typed. A failure is one sentence on standard error.
pub async fn main() -> ExitCode {
    // Two providers are in the tree, and rustls panics rather than choose.
    let _installed_before = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match Box::pin(run(Typed::parse())).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(typed: Typed) -> anyhow::Result<()> {
    if matches!(typed.command, Command::Openapi) {
        return openapi::run().await;
    }
    let settings = Settings::load(typed.settings.as_deref())?;
    wellmet_foundation::telemetry::start(&settings.log)?;
    match typed.command {
        Command::Demo => Box::pin(demo::run(settings)).await,
        Command::Serve => Box::pin(serve::run(settings)).await,
        Command::VerifyAudit => verify_audit::run(settings).await,
        Command::Openapi => openapi::run().await,
    }
}

#[expect(clippy::print_stderr, reason = "whoever typed the command reads this")]
fn complain(error: &anyhow::Error) {
    eprintln!("wellmet: {error:#}");
}
