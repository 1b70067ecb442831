//! What the main pages ask for as they open, side by side as a browser asks, and how long they wait
//! for the last of it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use futures::future::try_join_all;
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
    async fn timed(&self, browser: &Browser) -> Result<Duration> {
        let asked = Instant::now();
        self.answered(browser).await?;
        Ok(asked.elapsed())
    }

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

fn search(path: &str, wanted: Value) -> Ask {
    Ask {
        path: path.to_owned(),
        search: Some(wanted),
    }
}

/// Prints the wait for each page at `origin`, as it is at 95 of 100; on the other channel also for
/// each of its requests.
pub(crate) async fn measure(origin: &str, store: &str) -> Result<()> {
    let mut worst = Duration::ZERO;
    for page in pages(origin).await? {
        let browser = signed_in(origin, page.email).await?;
        let mut waits = Vec::with_capacity(TIMES);
        let mut of_asks = vec![Vec::with_capacity(TIMES); page.asks.len()];
        for _ in 0..TIMES {
            let began = Instant::now();
            let asked = page.asks.iter().map(|ask| ask.timed(&browser));
            for (took, waits) in try_join_all(asked).await?.into_iter().zip(&mut of_asks) {
                waits.push(took);
            }
            waits.push(began.elapsed());
        }
        for (ask, waits) in page.asks.iter().zip(of_asks) {
            eprintln!("{:>9.2} ms {}", milliseconds(at_95(waits)), ask.path);
        }
        let wait = at_95(waits);
        figure(&format!("page_p95_ms_{}_{store}", page.name), wait);
        worst = worst.max(wait);
    }
    figure(&format!("worst_page_p95_ms_{store}"), worst);
    Ok(())
}

fn at_95(mut waits: Vec<Duration>) -> Duration {
    waits.sort();
    waits[waits.len() * 95 / 100]
}

fn milliseconds(wait: Duration) -> f64 {
    wait.as_secs_f64() * 1_000.0
}

fn figure(name: &str, wait: Duration) {
    println!("figure {name} {:.2} ms", milliseconds(wait));
}

async fn pages(origin: &str) -> Result<Vec<Page>> {
    let prescriber = signed_in(origin, PRESCRIBER).await?;
    let link_worker = signed_in(origin, LINK_WORKER).await?;
    let own = search("/api/prescriptions/search", json!({}));
    let caseload = search("/api/referrals/search", json!({}));
    // Somebody who looks for a place: for nobody else are groups weighed.
    let looking = json!({ "tab": "active", "stage": "contacted" });
    let looking = search("/api/referrals/search", looking);
    let prescription = format!("/api/prescriptions/{}", first(&prescriber, &own).await?);
    let referral = format!("/api/referrals/{}", first(&link_worker, &looking).await?);
    let of_referral = |part: &str| get(format!("{referral}/{part}"));
    let page = |name, email, asks: Vec<Ask>| Page { name, email, asks };
    Ok(vec![
        page("prescriptions", PRESCRIBER, vec![own]),
        page(
            "course",
            PRESCRIBER,
            vec![get(&prescription), get(format!("{prescription}/course"))],
        ),
        page(
            "caseload",
            LINK_WORKER,
            vec![
                caseload,
                get("/api/tasks"),
                get("/api/caseload-views"),
                get("/api/colleagues"),
            ],
        ),
        page(
            "referral",
            LINK_WORKER,
            vec![
                get(&referral),
                of_referral("log"),
                of_referral("concerns"),
                of_referral("places"),
                search(&format!("{referral}/groups/search"), json!({})),
                get("/api/colleagues"),
                get("/api/partners"),
            ],
        ),
        page(
            "groups",
            FACILITATOR,
            vec![search("/api/groups/search", json!({}))],
        ),
        page(
            "directory",
            LINK_WORKER,
            vec![search("/api/directory/search", json!({}))],
        ),
        page(
            "directory_searched",
            LINK_WORKER,
            vec![search(
                "/api/directory/search",
                json!({ "words": "heart", "language": "es", "time": "evening", "free_only": true }),
            )],
        ),
        page("unmet_demand", LINK_WORKER, vec![get("/api/unmet-demand")]),
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
