//! Two cookies side by side: each family of routes reads only its own.

use reqwest::Method;
use serde_json::Value;
use wellmet_vocabulary::Role;

use crate::house::{House, problem};

#[tokio::test]
async fn a_staff_cookie_opens_the_desk() -> anyhow::Result<()> {
    let house = House::open().await?;
    let token = house.sign_in(Role::Administrator).await?;
    let cookies = format!("theme=dark; __Host-staff={token}");
    let answer = house
        .request(Method::GET, "/api/me")
        .header("cookie", cookies);
    let me: Value = answer.send().await?.json().await?;
    assert_eq!(me["name"], "Sam");
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn a_staff_cookie_opens_no_door_under_any_name() -> anyhow::Result<()> {
    let house = House::open().await?;
    let token = house.sign_in(Role::Facilitator).await?;
    for cookie in [
        format!("__Host-staff={token}"),
        format!("__Host-door={token}"),
        format!("__Host-staff={token}; __Host-door={token}"),
    ] {
        let answer = house
            .request(Method::GET, "/api/door/visit")
            .header("cookie", &cookie);
        assert_eq!(problem(answer.send().await?).await?, "door-required");
    }
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn a_staff_token_under_the_doors_name_opens_no_desk() -> anyhow::Result<()> {
    let house = House::open().await?;
    let token = house.sign_in(Role::Facilitator).await?;
    for cookie in [
        format!("__Host-door={token}"),
        format!("__host-staff={token}"),
        format!("staff={token}"),
        format!("__Host-staff={}", "a".repeat(26)),
        "__Host-staff=".to_owned(),
    ] {
        let answer = house
            .request(Method::GET, "/api/me")
            .header("cookie", &cookie);
        assert_eq!(
            problem(answer.send().await?).await?,
            "sign-in-required",
            "{cookie}"
        );
    }
    house.close().await;
    Ok(())
}
