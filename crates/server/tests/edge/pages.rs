//! The pages inside the binary, whether or not they were built before it.

use reqwest::Method;

use crate::house::{House, problem};

#[tokio::test]
async fn an_unknown_endpoint_is_a_problem_and_never_a_page() -> anyhow::Result<()> {
    let house = House::open().await?;
    for path in [
        "/api",
        "/api/",
        "/api/no-such-thing",
        "/api/prescriptions/x/y/z",
    ] {
        let answer = house.get(path).await?;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(problem(answer).await?, "not-found", "{path}");
    }
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn an_unknown_asset_is_not_found() -> anyhow::Result<()> {
    let house = House::open().await?;
    assert_eq!(house.get("/assets/no-such-thing.js").await?.status(), 404);
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn a_page_is_there_or_says_kindly_that_it_is_not() -> anyhow::Result<()> {
    let house = House::open().await?;
    for path in [
        "/",
        "/sign-in",
        "/prescriptions/018f",
        "/visit",
        "/d/abcdefghijklmnopqrstuvwxyz",
    ] {
        let answer = house.get(path).await?;
        let (status, text) = (answer.status(), answer.text().await?);
        match status.as_u16() {
            200 => assert!(text.contains("<!doctype html>"), "{path}"),
            503 => assert!(text.contains("make web"), "{path}: {text}"),
            other => panic!("{path} answered {other}"),
        }
    }
    let posted = house.request(Method::POST, "/sign-in").send().await?;
    assert_eq!(posted.status(), 404);
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn a_page_that_was_kept_is_not_sent_again() -> anyhow::Result<()> {
    let house = House::open().await?;
    let first = house.get("/sign-in").await?;
    if let Some(etag) = first.headers().get("etag") {
        let again = house
            .request(Method::GET, "/sign-in")
            .header("if-none-match", etag);
        let again = again.send().await?;
        assert_eq!(again.status(), 304);
        assert!(again.text().await?.is_empty());
    }
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn more_than_any_page_sends_is_refused() -> anyhow::Result<()> {
    let house = House::open().await?;
    let request = house.page_sends(Method::POST, "/api/sign-in");
    let request = request.header("content-type", "application/json");
    let answer = request.body("x".repeat(64 * 1_024 + 1)).send().await?;
    assert_eq!(answer.status(), 413);
    assert_eq!(problem(answer).await?, "too-large");
    house.close().await;
    Ok(())
}
