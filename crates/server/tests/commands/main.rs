//! The binary, as it is typed: what it refuses, in one sentence, and what it prints.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};

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

/// `serve` on a port of its own, with its standard output.
struct Serving {
    process: Child,
    port: u16,
    data: tempfile::TempDir,
}

impl Serving {
    fn start() -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let data = tempfile::tempdir()?;
        let process = Command::new(env!("CARGO_BIN_EXE_wellmet"))
            .arg("serve")
            .env_clear()
            .env("WELLMET_DATA", data.path())
            .env("WELLMET_LISTEN", format!("127.0.0.1:{port}"))
            .env("WELLMET_PUBLIC_URL", format!("http://localhost:{port}"))
            .env("WELLMET_MEDIA_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            process,
            port,
            data,
        })
    }

    /// Everything it prints until it says that it is open.
    fn printed(&mut self) -> anyhow::Result<String> {
        let output = self.process.stdout.as_mut();
        let mut output = BufReader::new(output.ok_or_else(|| anyhow::anyhow!("no output"))?);
        let mut text = String::new();
        while !text.contains("Wellmet is open on") {
            anyhow::ensure!(output.read_line(&mut text)? > 0, "it ended, saying: {text}");
        }
        Ok(text)
    }

    fn ask(&self, request: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// SIGTERM; says whether it went in order.
    fn terminate(mut self) -> anyhow::Result<bool> {
        let pid = self.process.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        Ok(self.process.wait()?.success())
    }
}

#[test]
fn serve_lets_the_first_administrator_in_by_a_link() -> anyhow::Result<()> {
    let mut serving = Serving::start()?;
    let printed = serving.printed()?;
    let token = printed
        .split("/welcome#")
        .nth(1)
        .and_then(|rest| rest.get(..26));
    let token = token.ok_or_else(|| anyhow::anyhow!("no link in: {printed}"))?;
    let body = format!(r#"{{"token":"{token}","password":"a long enough password"}}"#);
    let request = format!(
        "POST /api/invitations/accept HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         sec-fetch-site: same-origin\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = serving.ask(&request)?;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains(r#""roles":["administrator"]"#), "{answer}");
    assert!(serving.terminate()?, "SIGTERM ends it in order");
    Ok(())
}

#[test]
fn serve_seeds_nothing_and_its_audit_trail_holds() -> anyhow::Result<()> {
    let mut serving = Serving::start()?;
    serving.printed()?;
    let data = serving.data.path().to_owned();
    let kept = Command::new(env!("CARGO_BIN_EXE_wellmet"))
        .arg("verify-audit")
        .env_clear()
        .env("WELLMET_DATA", &data)
        .output()?;
    let said = String::from_utf8_lossy(&kept.stdout).into_owned();
    assert!(kept.status.success(), "{said}");
    assert_eq!(said.lines().count(), 1, "one organisation: {said}");
    assert!(said.starts_with("My organisation: "), "{said}");
    assert!(serving.terminate()?);
    Ok(())
}

#[test]
fn help_names_every_setting() -> anyhow::Result<()> {
    let output = wellmet(&["--help"], &[])?;
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let settings = serde_json::to_value(wellmet_server::Settings::default())?;
    for name in settings.as_object().into_iter().flat_map(|all| all.keys()) {
        let name = name.to_uppercase();
        assert!(help.contains(&name), "{name} is not in the help");
    }
    Ok(())
}
