//! The routes describe themselves, so that the pages' client can be generated.

use serde_json::Value;
use wellmet_foundation::testing::on_sqlite;

use crate::fixture::care_on;

#[tokio::test]
async fn every_route_is_described_and_every_schema_it_names_is_there() -> anyhow::Result<()> {
    let test = on_sqlite().await?;
    let care = care_on(&test.ground)?;
    let (_routes, description) = care.routes().split_for_parts();
    let description = serde_json::to_value(&description)?;
    let mut routes = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            routes.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    routes.sort();
    let expected = [
        "GET /api/caseload-views",
        "GET /api/colleagues",
        "GET /api/colleagues/{id}/work",
        "GET /api/groups/{id}",
        "GET /api/groups/{id}/line",
        "GET /api/offers/{id}/link",
        "GET /api/patients/{id}",
        "GET /api/prescribing",
        "GET /api/prescriptions/{id}",
        "GET /api/prescriptions/{id}/summary.pdf",
        "GET /api/referrals/{id}",
        "GET /api/referrals/{id}/concerns",
        "GET /api/referrals/{id}/log",
        "GET /api/referrals/{id}/places",
        "GET /api/referrals/{id}/summary.pdf",
        "GET /api/tasks",
        "GET /api/unmet-demand",
        "POST /api/caseload-views",
        "POST /api/caseload-views/{id}/remove",
        "POST /api/colleagues/{id}/hand-over",
        "POST /api/directory/search",
        "POST /api/door/consent",
        "POST /api/flags/{id}/lift",
        "POST /api/groups",
        "POST /api/groups/search",
        "POST /api/groups/{id}",
        "POST /api/groups/{id}/confirm",
        "POST /api/groups/{id}/share",
        "POST /api/incidents/{id}/close",
        "POST /api/memberships/{id}/return",
        "POST /api/memberships/{id}/withdraw",
        "POST /api/offer/answer",
        "POST /api/offer/look",
        "POST /api/offers/{id}/accept",
        "POST /api/offers/{id}/decline",
        "POST /api/offers/{id}/reopen",
        "POST /api/patient-merges/{id}/undo",
        "POST /api/patients/alike",
        "POST /api/patients/search",
        "POST /api/patients/{id}/change",
        "POST /api/patients/{id}/merge",
        "POST /api/prescriptions",
        "POST /api/prescriptions/search",
        "POST /api/prescriptions/{id}/cancel",
        "POST /api/prescriptions/{id}/change",
        "POST /api/prescriptions/{id}/consents",
        "POST /api/referrals/search",
        "POST /api/referrals/{id}/accept",
        "POST /api/referrals/{id}/assign",
        "POST /api/referrals/{id}/consents",
        "POST /api/referrals/{id}/flags",
        "POST /api/referrals/{id}/groups/search",
        "POST /api/referrals/{id}/hand-on",
        "POST /api/referrals/{id}/incidents",
        "POST /api/referrals/{id}/log",
        "POST /api/referrals/{id}/match",
        "POST /api/referrals/{id}/offers",
        "POST /api/referrals/{id}/reject",
        "POST /api/referrals/{id}/stage",
        "POST /api/referrals/{id}/step",
        "POST /api/referrals/{id}/take-back",
        "POST /api/referrals/{id}/waits",
        "POST /api/referrals/{id}/waits/end",
        "POST /api/referrals/{id}/wishes",
        "POST /api/tasks",
        "POST /api/tasks/{id}/settle",
        "POST /api/unmet-demand/groups",
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
