//! What operators ask.

use reqwest::Method;
use serde_json::Value;

use crate::house::House;

#[tokio::test]
async fn a_house_says_that_it_is_alive_and_ready() -> anyhow::Result<()> {
    let house = House::open().await?;
    assert_eq!(house.get("/healthz").await?.text().await?, "ok");
    let ready = house.get("/readyz").await?;
    assert_eq!(ready.status(), 200);
    let ready: Value = ready.json().await?;
    assert_eq!(ready["checks"]["database"], true);
    assert_eq!(ready["checks"]["media"], true);
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn a_house_without_its_database_is_not_ready() -> anyhow::Result<()> {
    let house = House::open().await?;
    house.running.ground.db.close().await;
    assert_eq!(house.get("/healthz").await?.status(), 200);
    let ready = house.get("/readyz").await?;
    assert_eq!(ready.status(), 503);
    let ready: Value = ready.json().await?;
    assert_eq!(ready["checks"]["database"], false);
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn figures_name_routes_by_their_template() -> anyhow::Result<()> {
    let house = House::open().await?;
    house
        .get("/api/prescriptions/018f0000-0000-7000-8000-000000000000")
        .await?;
    let figures = house.get("/metrics").await?.text().await?;
    assert!(
        figures.contains(r#"route="/api/prescriptions/{id}""#),
        "{figures}"
    );
    assert!(!figures.contains("018f0000"), "{figures}");
    assert!(figures.contains("wellmet_people_present 0"), "{figures}");
    assert!(
        figures.contains("wellmet_http_request_seconds_bucket"),
        "{figures}"
    );
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn figures_are_for_this_machine_or_who_knows_the_token() -> anyhow::Result<()> {
    let house = House::open_with(|settings| {
        settings.trusted_proxies = Some("127.0.0.1".to_owned());
        settings.metrics_token = Some("a token".to_owned());
    });
    let house = house.await?;
    assert_eq!(
        house.get("/metrics").await?.status(),
        404,
        "asked for by a proxy"
    );
    let known = house
        .request(Method::GET, "/metrics")
        .bearer_auth("a token");
    assert_eq!(known.send().await?.status(), 200);
    let unknown = house
        .request(Method::GET, "/metrics")
        .bearer_auth("another");
    assert_eq!(unknown.send().await?.status(), 404);
    house.close().await;
    Ok(())
}
