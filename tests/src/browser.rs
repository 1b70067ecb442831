//! Somebody at a browser: keeps cookies, asks as a page of the same origin asks.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, ensure};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::Value;

/// A browser without pages. The `__Host-` cookies are `Secure`; browsers send them to loopback
/// addresses, so they are kept here by hand instead of by a stricter cookie jar.
#[derive(Debug)]
pub struct Browser {
    origin: String,
    http: reqwest::Client,
    // A std mutex: held only to read or write the map.
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What a request was answered with.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The body, or null when it was empty or not JSON.
    pub body: Value,
}

impl Answer {
    /// The body of a success.
    pub fn ok(self) -> anyhow::Result<Value> {
        ensure!(
            self.status.is_success(),
            "answered {}: {}",
            self.status,
            self.body
        );
        Ok(self.body)
    }

    /// The slug of a refusal, without `/problems/`.
    pub fn problem(&self) -> Option<&str> {
        self.body.get("type")?.as_str()?.strip_prefix("/problems/")
    }
}

impl Browser {
    /// A browser that has visited nothing yet.
    pub fn new(origin: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
            http: reqwest::Client::new(),
            cookies: Mutex::default(),
        }
    }

    /// Reads `path`.
    pub async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.ask(Method::GET, path, None).await
    }

    /// Sends `body` to `path`.
    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Answer> {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// The same browser with a second tab: the cookies are shared by value from now.
    pub fn second_tab(&self) -> Self {
        let cookies = self.cookies().clone();
        Self {
            origin: self.origin.clone(),
            http: self.http.clone(),
            cookies: Mutex::new(cookies),
        }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> anyhow::Result<Answer> {
        let mut request = self
            .http
            .request(method, format!("{}{path}", self.origin))
            .header("Sec-Fetch-Site", "same-origin")
            .header(COOKIE, self.cookie_header());
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request
            .send()
            .await
            .with_context(|| format!("asking for {path}"))?;
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.keep(cookie.to_str()?);
        }
        let status = response.status();
        let body = serde_json::from_slice(&response.bytes().await?).unwrap_or(Value::Null);
        Ok(Answer { status, body })
    }

    fn cookie_header(&self) -> String {
        let cookies = self.cookies();
        let pairs: Vec<_> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    fn keep(&self, set_cookie: &str) {
        let pair = set_cookie.split(';').next().unwrap_or_default();
        if let Some((name, value)) = pair.split_once('=') {
            self.cookies()
                .insert(name.trim().to_owned(), value.trim().to_owned());
        }
    }

    fn cookies(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
