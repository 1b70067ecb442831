//! The routes describe themselves, so that the pages' client can be generated.

use serde_json::Value;
use wellmet_foundation::testing::on_sqlite;
use wellmet_scheduler::Scheduler;

#[tokio::test]
async fn every_route_is_described_and_every_schema_it_names_is_there() -> anyhow::Result<()> {
    let test = on_sqlite().await?;
    let scheduler = Scheduler::new(test.ground);
    let (_routes, description) = scheduler.routes().split_for_parts();
    let description = serde_json::to_value(&description)?;
    let mut routes = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    routes.sort();
    let expected = [
        "GET /api/sessions",
        "GET /api/sessions/{id}",
        "POST /api/groups/{id}/series",
        "POST /api/sessions/{id}/close",
        "POST /api/sessions/{id}/edit",
        "POST /api/sessions/{id}/edit/preview",
        "POST /api/sessions/{id}/prepare",
        "POST /api/sessions/{id}/start",
    ];
    assert_eq!(routes, expected);
    let mut named = Vec::new();
    references(&description, &mut named);
    assert!(!named.is_empty());
    for name in named {
        let schema = &description["components"]["schemas"][&name];
        assert!(schema.is_object(), "{name} is named but not described");
    }
    Ok(())
}

/// The names of the schemas that `value` refers to.
fn references(value: &Value, named: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                named.push(
                    reference
                        .trim_start_matches("#/components/schemas/")
                        .to_owned(),
                );
            }
            fields.values().for_each(|field| references(field, named));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, named)),
        _ => {}
    }
}
