//! A value of the shape a schema asks for (OpenAPI 3.1, as far as our description goes).
//!
//! It need not make sense: whoever may not ask is refused before anybody looks at what it says.

use serde_json::{Map, Value, json};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

pub(super) fn example(schema: &Value, description: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = description.pointer(reference.trim_start_matches('#'));
        return target.map_or(Value::Null, |target| example(target, description));
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return together(parts, description);
    }
    for choice in ["oneOf", "anyOf"] {
        // The last is the substantial one where the first is `null`.
        if let Some(last) = schema[choice].as_array().and_then(|choices| choices.last()) {
            return example(last, description);
        }
    }
    match kind(schema) {
        "object" => object(schema, description),
        "array" => json!([example(&schema["items"], description)]),
        "string" => string(schema),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(true),
        _ => Value::Null,
    }
}

fn kind(schema: &Value) -> &str {
    let kinds = &schema["type"];
    kinds.as_str().or(kinds[0].as_str()).unwrap_or_default()
}

fn object(schema: &Value, description: &Value) -> Value {
    let required = schema["required"].as_array().into_iter().flatten();
    let fields = required.filter_map(Value::as_str).map(|name| {
        let value = example(&schema["properties"][name], description);
        (name.to_owned(), value)
    });
    Value::Object(fields.collect())
}

fn together(parts: &[Value], description: &Value) -> Value {
    let mut whole = Map::new();
    for part in parts {
        if let Value::Object(fields) = example(part, description) {
            whole.extend(fields);
        }
    }
    Value::Object(whole)
}

fn string(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("uuid") => json!(NOBODY),
        Some("date") => json!("2026-12-01"),
        _ => json!("words"),
    }
}
