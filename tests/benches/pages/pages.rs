//! What the five main pages ask for, and how long they wait for all of it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use wellmet_tests::Browser;

use crate::people::{FACILITATOR, LINK_WORKER, PASSWORD, PRESCRIBER};

/// Often enough that the fifth of a hundred is no accident.
const TIMES: usize = 200;

/// A page, and whose it is.
struct Page {
    name: &'static str,
    email: &'static str,
    asks: Vec<Ask>,
}

/// One request of a page. What names patients is searched for in a body.
#[derive(Clone)]
struct Ask {
    path: String,
    search: Option<Value>,
}

impl Ask {
    async fn answered(&self, browser: &Browser) -> Result<Value> {
        let answer = match &self.search {
            Some(search) => browser.post(&self.path, search.clone()).await?,
            None => browser.get(&self.path).await?,
        };
        answer.ok().with_context(|| self.path.clone())
    }
}

fn get(path: impl Into<String>) -> Ask {
    Ask {
        path: path.into(),
        search: None,
    }
}

/// The caseload as the page opens it.
fn caseload() -> Ask {
    Ask {
        path: "/api/referrals/search".to_owned(),
        search: Some(json!({})),
    }
}

/// Prints the wait for each page at `origin`, as it is at 95 of 100.
pub(crate) async fn measure(origin: &str, store: &str) -> Result<()> {
    let mut worst = Duration::ZERO;
    for page in pages(origin).await? {
        let browser = signed_in(origin, page.email).await?;
        let mut waits = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let began = Instant::now();
            for ask in &page.asks {
                ask.answered(&browser).await?;
            }
            waits.push(began.elapsed());
        }
        waits.sort();
        let wait = waits[TIMES * 95 / 100];
        figure(&format!("page_p95_ms_{}_{store}", page.name), wait);
        worst = worst.max(wait);
    }
    figure(&format!("worst_page_p95_ms_{store}"), worst);
    Ok(())
}

fn figure(name: &str, wait: Duration) {
    println!("figure {name} {:.2} ms", wait.as_secs_f64() * 1_000.0);
}

async fn pages(origin: &str) -> Result<Vec<Page>> {
    let prescriber = signed_in(origin, PRESCRIBER).await?;
    let link_worker = signed_in(origin, LINK_WORKER).await?;
    let prescription = first(&prescriber, &get("/api/prescriptions")).await?;
    let referral = first(&link_worker, &caseload()).await?;
    let page = |name, email, asks: &[Ask]| Page {
        name,
        email,
        asks: asks.to_vec(),
    };
    let course = format!("/api/prescriptions/{prescription}");
    let of_referral = format!("/api/referrals/{referral}");
    Ok(vec![
        page("prescriptions", PRESCRIBER, &[get("/api/prescriptions")]),
        page(
            "course",
            PRESCRIBER,
            &[get(&course), get(format!("{course}/course"))],
        ),
        page("caseload", LINK_WORKER, &[caseload(), get("/api/tasks")]),
        page(
            "matching",
            LINK_WORKER,
            &[get(&of_referral), get(format!("{of_referral}/groups"))],
        ),
        page("groups", FACILITATOR, &[get("/api/groups")]),
    ])
}

async fn signed_in(origin: &str, email: &str) -> Result<Browser> {
    let browser = Browser::new(origin);
    let credentials = json!({ "email": email, "password": PASSWORD });
    browser.post("/api/sign-in", credentials).await?.ok()?;
    Ok(browser)
}

/// The first of a list.
async fn first(browser: &Browser, list: &Ask) -> Result<String> {
    let list = list.answered(browser).await?;
    let id = list.pointer("/items/0/id").and_then(Value::as_str);
    Ok(id.context("an empty list")?.to_owned())
}
