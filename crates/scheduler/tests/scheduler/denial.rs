//! Every route refuses who may not: nobody known, the wrong role, another organisation.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::{Answer, Asker};
use crate::fixture::{House, SINGERS, WALKERS, tuesdays};

on_both_databases!(
    nobody_unknown_is_let_in,
    the_wrong_role_is_not_allowed,
    what_belongs_to_another_organisation_is_not_found,
);

/// A route, and who of the staff may use it.
struct Route {
    path: String,
    /// `None` reads.
    body: Option<Value>,
    allowed: &'static [&'static str],
    /// Whether it names a thing that another organisation must not find.
    names_a_thing: bool,
}

const FACILITATOR: &[&str] = &["facilitator"];
const HOSTS: &[&str] = &["link_worker", "facilitator"];

fn restore() -> Value {
    json!({ "version": 0, "change": { "what": "restore" } })
}

async fn every_route(house: &House) -> anyhow::Result<Vec<Route>> {
    let session = house.session_of(WALKERS).await?;
    let route = |path: String, body: Option<Value>, allowed, names_a_thing| Route {
        path,
        body,
        allowed,
        names_a_thing,
    };
    let session = |end: &str| format!("/api/sessions/{session}{end}");
    let series = format!("/api/groups/{SINGERS}/series");
    Ok(vec![
        route(series, Some(tuesdays()), HOSTS, true),
        route("/api/sessions?from=0&to=1".to_owned(), None, HOSTS, false),
        route(session(""), None, HOSTS, true),
        route(session("/edit"), Some(restore()), HOSTS, true),
        route(session("/edit/preview"), Some(restore()), HOSTS, true),
        route(session("/prepare"), Some(json!({})), FACILITATOR, true),
        route(session("/start"), Some(json!({})), FACILITATOR, true),
        route(session("/close"), Some(json!({})), FACILITATOR, true),
    ])
}

async fn ask(house: &House, asker: &Asker, route: &Route) -> anyhow::Result<Answer> {
    match &route.body {
        Some(body) => house.post(asker, &route.path, body.clone()).await,
        None => house.get(asker, &route.path).await,
    }
}

async fn nobody_unknown_is_let_in(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for route in every_route(&house).await? {
        let answer = ask(&house, &Asker::Nobody, &route).await?;
        let told = (answer.status, answer.slug());
        assert_eq!(
            told,
            (StatusCode::UNAUTHORIZED, "sign-in-required"),
            "{}",
            route.path
        );
    }
    Ok(())
}

async fn the_wrong_role_is_not_allowed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let staff = [
        ("prescriber", &house.prescriber),
        ("link_worker", &house.link_worker),
        ("facilitator", &house.facilitator),
        ("administrator", &house.administrator),
    ];
    for route in every_route(&house).await? {
        for (role, asker) in staff {
            if route.allowed.contains(&role) {
                continue;
            }
            let answer = ask(&house, asker, &route).await?;
            let told = (answer.status, answer.slug());
            assert_eq!(
                told,
                (StatusCode::FORBIDDEN, "not-allowed"),
                "{role} {}",
                route.path
            );
        }
    }
    Ok(())
}

async fn what_belongs_to_another_organisation_is_not_found(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for route in every_route(&house)
        .await?
        .iter()
        .filter(|route| route.names_a_thing)
    {
        let answer = ask(&house, &house.stranger, route).await?;
        let told = (answer.status, answer.slug());
        assert_eq!(told, (StatusCode::NOT_FOUND, "not-found"), "{}", route.path);
    }
    Ok(())
}
