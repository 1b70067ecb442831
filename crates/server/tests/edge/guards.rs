//! Whatever an endpoint answers whom it turns away is in its description.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use wellmet_vocabulary::Role;

use crate::house::House;
use crate::strangers::{filled, operations};

/// Everybody who can come to an endpoint: nobody known, and each role.
async fn everybody(house: &House) -> anyhow::Result<Vec<Option<String>>> {
    let mut cookies = vec![None];
    for role in [
        Role::Prescriber,
        Role::LinkWorker,
        Role::Facilitator,
        Role::Administrator,
    ] {
        let token = house.sign_in(role).await?;
        cookies.push(Some(format!("__Host-staff={token}")));
    }
    Ok(cookies)
}

/// Each way to ask wrongly: a body of the wrong shape, none that is JSON, none at all, and a query
/// that cannot be read.
fn ways(house: &House, method: &Method, path: &str) -> Vec<RequestBuilder> {
    let path = filled(path);
    let asked = |path: &str| house.page_sends(method.clone(), path);
    vec![
        asked(&path).json(&json!({})),
        asked(&path)
            .header("content-type", "application/json")
            .body("{"),
        asked(&path),
        asked(&format!("{path}?from=x&to=x&limit=x&role=x&status=x")).json(&json!({})),
        house.request(method.clone(), &path).json(&json!({})),
    ]
}

#[tokio::test]
async fn every_refusal_is_described() -> anyhow::Result<()> {
    let house = House::open().await?;
    let description: Value = house.get("/api/openapi.json").await?.json().await?;
    let everybody = everybody(&house).await?;
    let mut undescribed = Vec::new();
    for (method, path) in operations(&description) {
        // Who signs out is a stranger to all that follows.
        if path == "/api/sign-out" {
            continue;
        }
        let verb: Method = method.to_uppercase().parse()?;
        let described = &description["paths"][&path][&method]["responses"];
        for cookie in &everybody {
            for request in ways(&house, &verb, &path) {
                let request = match cookie {
                    Some(cookie) => request.header("cookie", cookie),
                    None => request,
                };
                let status = request.send().await?.status();
                if !described[status.as_str()].is_object() {
                    undescribed.push(format!("{method} {path} answers {status}"));
                }
            }
        }
    }
    undescribed.dedup();
    assert_eq!(undescribed, Vec::<String>::new());
    house.close().await;
    Ok(())
}
