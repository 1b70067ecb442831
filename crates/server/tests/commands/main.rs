//! The binary, as it is typed: what it refuses, in one sentence, and what it prints.

use std::process::{Command, Output};

fn wellmet(arguments: &[&str], settings: &[(&str, &str)]) -> anyhow::Result<Output> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_wellmet"));
    command
        .args(arguments)
        .env_clear()
        .env("WELLMET_DATA", folder.path());
    command.envs(settings.iter().copied());
    Ok(command.output()?)
}

/// The one sentence on standard error.
fn sentence(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it should have refused");
    assert_eq!(text.trim().lines().count(), 1, "{text}");
    text
}

#[test]
fn serve_refuses_plain_http_for_other_machines() -> anyhow::Result<()> {
    let output = wellmet(&["serve"], &[("WELLMET_LISTEN", "0.0.0.0:0")])?;
    assert!(sentence(&output).contains("WELLMET_TLS_CERT"));
    Ok(())
}

#[test]
fn serve_refuses_a_public_url_without_tls() -> anyhow::Result<()> {
    let output = wellmet(
        &["serve"],
        &[("WELLMET_PUBLIC_URL", "http://meet.example.org")],
    )?;
    assert!(sentence(&output).contains("must begin with https://"));
    Ok(())
}

#[test]
fn the_demo_refuses_other_machines_even_behind_a_proxy() -> anyhow::Result<()> {
    let settings = [
        ("WELLMET_LISTEN", "0.0.0.0:0"),
        ("WELLMET_TRUSTED_PROXIES", "10.0.0.1"),
    ];
    let output = wellmet(&["demo"], &settings)?;
    assert!(sentence(&output).contains("this machine only"));
    Ok(())
}

#[test]
fn a_setting_that_cannot_be_read_is_named() -> anyhow::Result<()> {
    let output = wellmet(&["serve"], &[("WELLMET_LISTEN", "everywhere")])?;
    assert!(sentence(&output).contains("WELLMET_LISTEN"));
    let output = wellmet(&["serve", "--settings", "/no/such/file"], &[])?;
    assert!(sentence(&output).contains("/no/such/file"));
    Ok(())
}

#[test]
fn a_database_password_is_not_repeated() -> anyhow::Result<()> {
    let url = "postgres://wellmet:very-secret@127.0.0.1:1/wellmet";
    let settings = [("DATABASE_URL", url), ("WELLMET_LISTEN", "127.0.0.1:0")];
    let output = wellmet(&["serve"], &settings)?;
    let said = sentence(&output);
    assert!(
        said.contains("DATABASE_URL") && !said.contains("very-secret"),
        "{said}"
    );
    Ok(())
}

#[test]
fn openapi_prints_the_description_and_nothing_else() -> anyhow::Result<()> {
    let output = wellmet(&["openapi"], &[])?;
    assert!(output.status.success());
    let description: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    assert!(description["paths"]["/api/sign-in"]["post"].is_object());
    Ok(())
}
