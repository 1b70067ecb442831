//! A house in this process, on a port of its own, with a clock that stands still.

use std::net::TcpListener;

use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use wellmet_accounts::Newcomer;
use wellmet_foundation::testing::{TestGround, on_sqlite};
use wellmet_server::{App, Parts, Patience, Running, Secrets, Settings};
use wellmet_vocabulary::Role;

pub(crate) const PASSWORD: &str = "a long enough password";

pub(crate) struct House {
    pub(crate) running: Running,
    pub(crate) url: String,
    client: Client,
    _ground: TestGround,
}

impl House {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        Self::open_with(|_| {}).await
    }

    pub(crate) async fn open_with(change: impl FnOnce(&mut Settings)) -> anyhow::Result<Self> {
        Self::open_waiting(Patience::default(), change).await
    }

    /// A house that soon loses its patience.
    pub(crate) async fn impatient(patience: Patience) -> anyhow::Result<Self> {
        Self::open_waiting(patience, |_| {}).await
    }

    async fn open_waiting(
        patience: Patience,
        change: impl FnOnce(&mut Settings),
    ) -> anyhow::Result<Self> {
        let test = on_sqlite().await?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://localhost:{}", listener.local_addr()?.port());
        let mut settings = Settings {
            public_url: url.clone(),
            media_listen: "127.0.0.1:0".parse()?,
            ..Settings::default()
        };
        change(&mut settings);
        let running = App::start(Parts {
            secrets: Secrets::fresh(&test.ground.rng)?,
            node: test.ground.id(),
            ground: test.ground.clone(),
            settings,
            outbox: true,
            listener,
            patience,
        })
        .await?;
        Ok(Self {
            url: format!("http://{}", running.address),
            running,
            client: Client::builder().build()?,
            _ground: test,
        })
    }

    /// A request as a program sends it: without a word on which site it comes from.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    pub(crate) async fn get(&self, path: &str) -> anyhow::Result<Response> {
        Ok(self.request(Method::GET, path).send().await?)
    }

    /// A request as our own pages send it.
    pub(crate) fn page_sends(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path)
            .header("sec-fetch-site", "same-origin")
    }

    /// Adds somebody and signs them in; gives the cookie's value.
    pub(crate) async fn sign_in(&self, role: Role) -> anyhow::Result<String> {
        let accounts = &self.running.members.accounts;
        let organisation = accounts.add_organisation("A charity").await?;
        let email = format!("{role:?}@example.org").to_lowercase();
        let newcomer = Newcomer::new("Sam", &email, &[role]);
        let newcomer = newcomer.map_err(|errors| anyhow::anyhow!("{errors:?}"))?;
        accounts
            .add_staff(organisation, &newcomer, PASSWORD)
            .await?;
        let answer = self
            .page_sends(Method::POST, "/api/sign-in")
            .json(&json!({"email": email, "password": PASSWORD}))
            .send()
            .await?;
        let cookie = answer.headers()["set-cookie"].to_str()?;
        let value = cookie.trim_start_matches("__Host-staff=").split(';').next();
        Ok(value.unwrap_or_default().to_owned())
    }

    pub(crate) async fn close(self) {
        self.running.stop().await;
    }
}

/// The problem's slug.
pub(crate) async fn problem(answer: Response) -> anyhow::Result<String> {
    let kind = answer.headers()["content-type"].to_str()?;
    anyhow::ensure!(kind == "application/problem+json", "{kind}");
    let body: Value = answer.json().await?;
    let slug = body.get("type").and_then(Value::as_str).unwrap_or_default();
    Ok(slug.trim_start_matches("/problems/").to_owned())
}
