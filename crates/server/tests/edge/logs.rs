//! No token reaches a log.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::Method;
use serde_json::json;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use wellmet_vocabulary::Role;

use crate::house::{House, PASSWORD};

const DOOR_TOKEN: &str = "zyxwvutsrqponmlkjihgfedcba";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The one test of this program that starts tracing; what the others do lands here too.
#[tokio::test]
async fn no_token_no_password_and_no_address_reaches_the_log() -> anyhow::Result<()> {
    let log = Log::default();
    let filter =
        EnvFilter::new("info,wellmet_server=trace,wellmet_accounts=trace,wellmet_door=trace");
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(log.clone())
        .init();

    let house = House::open().await?;
    let staff_token = house.sign_in(Role::Facilitator).await?;
    house.get(&format!("/d/{DOOR_TOKEN}")).await?;
    house.get(&format!("/visit?token={DOOR_TOKEN}")).await?;
    house.get(&format!("/nowhere/{DOOR_TOKEN}")).await?;
    let look = house.page_sends(Method::POST, "/api/door/look");
    look.json(&json!({"token": DOOR_TOKEN})).send().await?;
    let me = house.request(Method::GET, "/api/me");
    me.header("cookie", format!("__Host-staff={staff_token}"))
        .send()
        .await?;
    house.close().await;

    let text = log.text();
    assert!(text.contains("/d/{token}"), "the template is there");
    assert!(text.contains("/api/door/look"));
    for secret in [
        DOOR_TOKEN,
        &staff_token,
        PASSWORD,
        "facilitator@example.org",
    ] {
        assert!(!text.contains(secret), "{secret} is in the log");
    }
    Ok(())
}
