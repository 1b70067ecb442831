//! What browsers are told with every answer.

use reqwest::Response;

use crate::house::House;

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

#[tokio::test]
async fn every_answer_lets_in_nothing_foreign() -> anyhow::Result<()> {
    let house = House::open().await?;
    for path in [
        "/",
        "/d/abcdefghijklmnopqrstuvwxyz",
        "/visit",
        "/api/me",
        "/api/no",
        "/healthz",
    ] {
        let answer = house.get(path).await?;
        let policy = header(&answer, "content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        for word in ["unsafe", "https:", "http:", "*"] {
            assert!(!policy.contains(word), "{path}: {policy}");
        }
        assert!(
            policy.contains("connect-src 'self' ws://localhost:"),
            "{policy}"
        );
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        let permissions = header(&answer, "permissions-policy");
        assert!(permissions.contains("camera=(self), microphone=(self)"));
        assert!(!header(&answer, "x-request-id").is_empty());
        assert!(answer.headers().get("set-cookie").is_none());
        assert!(answer.headers().get("strict-transport-security").is_none());
    }
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn a_house_with_tls_in_front_says_to_stay_with_it() -> anyhow::Result<()> {
    let house = House::open_with(|settings| {
        settings.public_url = "https://meet.example.org".to_owned();
    });
    let house = house.await?;
    let answer = house.get("/healthz").await?;
    assert_eq!(
        header(&answer, "strict-transport-security"),
        "max-age=31536000"
    );
    let policy = header(&answer, "content-security-policy");
    assert!(
        policy.contains("connect-src 'self' wss://meet.example.org;"),
        "{policy}"
    );
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn what_the_api_answers_is_kept_nowhere() -> anyhow::Result<()> {
    let house = House::open().await?;
    assert_eq!(
        header(&house.get("/api/me").await?, "cache-control"),
        "no-store"
    );
    house.close().await;
    Ok(())
}
