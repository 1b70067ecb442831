//! Nobody without a cookie gets past any endpoint that is not meant for strangers.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{House, problem};

/// Where people come from who are not known yet.
const FOR_STRANGERS: &[(&str, &str)] = &[
    ("post", "/api/sign-in"),
    ("post", "/api/invitations/accept"),
    ("post", "/api/partner-invitations/look"),
    ("post", "/api/partner-invitations/join"),
    ("post", "/api/offer/look"),
    ("post", "/api/offer/answer"),
    ("post", "/api/door/look"),
    ("post", "/api/door/join"),
];

/// Every operation of the merged description: method and path.
pub(crate) fn operations(description: &Value) -> Vec<(String, String)> {
    let paths = description["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, methods)| {
        let methods = methods
            .as_object()
            .into_iter()
            .flat_map(|methods| methods.keys());
        methods
            .map(|method| (method.clone(), path.clone()))
            .collect::<Vec<_>>()
    });
    operations.collect()
}

/// The path with an id in each of its gaps.
pub(crate) fn filled(path: &str) -> String {
    let part = |part: &str| match part.starts_with('{') {
        true => "018f0000-0000-7000-8000-000000000000".to_owned(),
        false => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_operation_refuses_strangers() -> anyhow::Result<()> {
    let house = House::open().await?;
    let description: Value = house.get("/api/openapi.json").await?.json().await?;
    let operations = operations(&description);
    assert!(
        operations.len() > 40,
        "only {} operations are described",
        operations.len()
    );
    for (method, path) in operations {
        if FOR_STRANGERS.contains(&(method.as_str(), path.as_str())) {
            continue;
        }
        let verb: Method = method.to_uppercase().parse()?;
        let request = house.page_sends(verb, &filled(&path)).json(&json!({}));
        let answer = request.send().await?;
        assert_eq!(answer.status(), 401, "{method} {path}");
        let at_the_door = path.starts_with("/api/door/");
        let expected = if at_the_door {
            "door-required"
        } else {
            "sign-in-required"
        };
        assert_eq!(problem(answer).await?, expected, "{method} {path}");
    }
    house.close().await;
    Ok(())
}

#[tokio::test]
async fn what_is_for_strangers_is_described() -> anyhow::Result<()> {
    let house = House::open().await?;
    let description: Value = house.get("/api/openapi.json").await?.json().await?;
    for (method, path) in FOR_STRANGERS {
        assert!(
            description["paths"][path][method].is_object(),
            "{method} {path}"
        );
    }
    house.close().await;
    Ok(())
}
