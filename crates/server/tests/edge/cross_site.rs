//! What another site makes a browser send is refused before any route sees it.

use reqwest::Method;
use serde_json::json;

use crate::house::{House, problem};

async fn sign_in_with(house: &House, headers: &[(&str, &str)]) -> anyhow::Result<u16> {
    let mut request = house.request(Method::POST, "/api/sign-in");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = json!({"email": "nobody@example.org", "password": "whatever it is"});
    Ok(request.json(&body).send().await?.status().as_u16())
}

#[tokio::test]
async fn only_our_own_pages_may_change_something() -> anyhow::Result<()> {
    let mut own = String::new();
    let house = House::open_with(|settings| own.clone_from(&settings.public_url)).await?;
    for (headers, status) in [
        (vec![("sec-fetch-site", "same-origin")], 401),
        (vec![("origin", own.as_str())], 401),
        (
            vec![("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
            403,
        ),
        (vec![("sec-fetch-site", "none")], 403),
        (vec![("origin", "https://example.org")], 403),
        (vec![("origin", "null")], 403),
        (vec![], 403),
    ] {
        assert_eq!(sign_in_with(&house, &headers).await?, status, "{headers:?}");
    }
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn the_door_is_guarded_alike_and_reading_is_free() -> anyhow::Result<()> {
    let house = House::open().await?;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let answer = house.request(method, "/api/door/look").send().await?;
        assert_eq!(problem(answer).await?, "cross-site");
    }
    let answer = house.request(Method::GET, "/api/me");
    let answer = answer.header("sec-fetch-site", "cross-site").send().await?;
    assert_eq!(problem(answer).await?, "sign-in-required");
    house.close().await;
    Ok(())
}
