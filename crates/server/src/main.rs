//! `wellmet`: see `wellmet help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    wellmet_server::main().await
}
