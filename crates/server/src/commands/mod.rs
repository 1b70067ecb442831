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

/// Every setting, as an operator looks it up.
const SETTINGS: &str = "\
Settings, in the environment or (in lowercase, without WELLMET_) in a TOML file:
  WELLMET_DATA                 folder of the database and the keys [./wellmet-data]
  WELLMET_PUBLIC_URL           where people reach it [http://localhost:8080]
  WELLMET_LISTEN               where HTTP is served [127.0.0.1:8080]
  WELLMET_TLS_CERT, _TLS_KEY   PEM files; with both, HTTPS is served
  WELLMET_TRUSTED_PROXIES      addresses or networks of proxies in front, by commas
  WELLMET_MEDIA_LISTEN         where media arrives, by UDP [0.0.0.0:7882]
  WELLMET_MEDIA_THREADS        one for each core; each further one has the next port
  WELLMET_MEDIA_ADDRESSES      addresses to announce in place of those found, by commas
  WELLMET_SMTP_URL, _MAIL_FROM mail server, such as smtps://user:password@host, and sender
  WELLMET_ADMINISTRATOR_EMAIL  who may come in first [administrator@localhost]
  WELLMET_ORGANISATION         the first organisation's name [My organisation]
  WELLMET_GUARDIAN_BELOW       patients younger than this need a guardian [16]
  WELLMET_IDENTIFIER_SYSTEMS   patients' numbers elsewhere, such as nhs=NHS number:nhs_number
  WELLMET_METRICS_TOKEN        lets /metrics be read from other machines
  WELLMET_LOG                  what is logged [info,sqlx=warn]
  DATABASE_URL                 a PostgreSQL database in place of the file";

/// Runs online support groups that doctors prescribe.
#[derive(Debug, Parser)]
#[command(name = "wellmet", version, after_help = SETTINGS)]
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
