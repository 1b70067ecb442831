//! For tests: a house with two organisations, and somebody to ask its routes.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt as _;
use wellmet_foundation::Ground;
use wellmet_foundation::http::ClientAddress;
use wellmet_vocabulary::{OrganisationId, PublicUrl, Role, StaffCaller};

use crate::{Accounts, Newcomer, store};

pub(crate) const PASSWORD: &str = "a long enough password";

pub(crate) struct House {
    pub(crate) accounts: Accounts,
    pub(crate) ground: Ground,
    pub(crate) practice: OrganisationId,
    pub(crate) charity: OrganisationId,
}

/// What a route answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl House {
    pub(crate) async fn on(ground: Ground) -> anyhow::Result<Self> {
        let url = PublicUrl::parse("https://meet.example.org")?;
        let accounts = Accounts::new(ground.clone(), url);
        Ok(Self {
            practice: accounts.add_organisation("A practice").await?,
            charity: accounts.add_organisation("A charity").await?,
            accounts,
            ground,
        })
    }

    /// Adds somebody with [`PASSWORD`], signed in.
    pub(crate) async fn staff(
        &self,
        organisation: OrganisationId,
        name: &str,
        role: Role,
    ) -> anyhow::Result<StaffCaller> {
        let email = format!("{name}@example.org");
        let newcomer = newcomer(name, &email, &[role]);
        self.a_moment_passes();
        self.accounts
            .add_staff(organisation, &newcomer, PASSWORD)
            .await?;
        self.a_moment_passes();
        let signed_in = self
            .accounts
            .sign_in(&email, PASSWORD.to_owned().into())
            .await?;
        Ok(signed_in.caller)
    }

    /// Ids sort by the millisecond they were made in, and within one anyhow.
    fn a_moment_passes(&self) {
        self.ground.clock.advance(Duration::from_millis(1));
    }

    pub(crate) async fn get(
        &self,
        caller: Option<&StaffCaller>,
        path: &str,
    ) -> anyhow::Result<Answer> {
        let request = request(Method::GET, path, Body::empty())?;
        self.ask(caller, request).await
    }

    pub(crate) async fn post(
        &self,
        caller: Option<&StaffCaller>,
        path: &str,
        body: &Value,
    ) -> anyhow::Result<Answer> {
        let request = request(Method::POST, path, body.to_string().into())?;
        self.ask(caller, request).await
    }

    /// Tries to sign in from the address 192.0.2.`number`.
    pub(crate) async fn sign_in_from(&self, number: u8, body: &Value) -> anyhow::Result<Answer> {
        let mut request = request(Method::POST, "/api/sign-in", body.to_string().into())?;
        let from = ClientAddress([192, 0, 2, number].into());
        request.extensions_mut().insert(from);
        self.ask(None, request).await
    }

    async fn ask(
        &self,
        caller: Option<&StaffCaller>,
        mut request: Request<Body>,
    ) -> anyhow::Result<Answer> {
        self.a_moment_passes();
        if let Some(caller) = caller {
            request.extensions_mut().insert(caller.clone());
        }
        let router: Router = self.accounts.routes().into();
        let response = router.oneshot(request).await?;
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await?;
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        })
    }

    /// Keeps `email` from signing in, as an operator would.
    pub(crate) async fn disable(&self, email: &str) -> anyhow::Result<()> {
        let mut tx = self.ground.db.write().await?;
        wellmet_foundation::on!(&mut tx, |c| sqlx::query(
            "UPDATE staff SET disabled_at = 1 WHERE email = $1"
        )
        .bind(email)
        .execute(c)
        .await
        .map(drop))?;
        Ok(tx.commit().await?)
    }

    /// What stands in the trail of `organisation`, oldest first.
    pub(crate) async fn trail(&self, organisation: OrganisationId) -> anyhow::Result<Vec<String>> {
        let mut tx = self.ground.db.read().await?;
        let mut lines = store::trail::page(&mut tx, organisation, uuid::Uuid::max(), 200).await?;
        lines.reverse();
        Ok(lines.into_iter().map(|line| line.action).collect())
    }
}

fn request(method: Method, path: &str, body: Body) -> http::Result<Request<Body>> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(body)
}

impl Answer {
    /// The problem's slug, or nothing.
    pub(crate) fn problem(&self) -> &str {
        let kind = self.body["type"].as_str().unwrap_or_default();
        kind.trim_start_matches("/problems/")
    }

    /// The token in the cookie the browser is given.
    pub(crate) fn cookie(&self) -> Option<String> {
        let cookie = self.headers.get("set-cookie")?.to_str().ok()?;
        let value = cookie.strip_prefix("__Host-staff=")?;
        value.split(';').next().map(str::to_owned)
    }

    /// Which fields the problem names, in order.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let fields = self.body["fields"].as_array().into_iter().flatten();
        fields.filter_map(|wrong| wrong["field"].as_str()).collect()
    }

    /// One field of each item.
    pub(crate) fn each(&self, field: &str) -> Vec<&str> {
        let items = self.body["items"].as_array();
        let items = items.into_iter().flatten();
        items.filter_map(|item| item[field].as_str()).collect()
    }
}

pub(crate) fn newcomer(name: &str, email: &str, roles: &[Role]) -> Newcomer {
    Newcomer::new(name, email, roles).expect("a test's newcomer can be used")
}
