//! Asking a route, and reading what it answers.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::Value;
use tower::ServiceExt as _;
use wellmet_vocabulary::{PatientCaller, StaffCaller};

/// Who asks, as a layer would have found out.
#[derive(Clone)]
pub(crate) enum Asker {
    Nobody,
    Staff(StaffCaller),
    Patient(PatientCaller),
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Value,
}

impl Answer {
    /// The body, when the status is as expected.
    pub(crate) fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The last part of the problem's type.
    pub(crate) fn slug(&self) -> &str {
        let kind = self.body["type"].as_str().unwrap_or_default();
        kind.trim_start_matches("/problems/")
    }

    /// The fields a problem names.
    pub(crate) fn fields(&self) -> Vec<&str> {
        let fields = self.body["fields"].as_array().map(Vec::as_slice);
        let named = fields.unwrap_or_default().iter();
        named.filter_map(|field| field["field"].as_str()).collect()
    }
}

pub(crate) async fn ask(
    routes: &Router,
    asker: &Asker,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> anyhow::Result<Answer> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(extensions) = request.extensions_mut() {
        match asker.clone() {
            Asker::Nobody => {}
            Asker::Staff(caller) => drop(extensions.insert(caller)),
            Asker::Patient(caller) => drop(extensions.insert(caller)),
        }
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = request
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)?;
    let response = routes.clone().oneshot(request).await?;
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await?;
    let body = match &bytes[..] {
        [] => Value::Null,
        // A file is known by its beginning.
        [b'%', b'P', b'D', b'F', ..] => Value::from("%PDF"),
        text => serde_json::from_slice(text)?,
    };
    Ok(Answer { status, body })
}

/// `body` with every id replaced by its order of appearance, so that a snapshot of it stays.
pub(crate) fn without_ids(body: &Value) -> Value {
    fn walk(value: &Value, seen: &mut BTreeMap<String, usize>) -> Value {
        match value {
            Value::String(text) if text.parse::<uuid::Uuid>().is_ok() => {
                let next = seen.len() + 1;
                let number = *seen.entry(text.clone()).or_insert(next);
                Value::String(format!("id {number}"))
            }
            Value::Array(items) => items.iter().map(|item| walk(item, seen)).collect(),
            Value::Object(fields) => {
                let walked = fields
                    .iter()
                    .map(|(key, field)| (key.clone(), walk(field, seen)));
                Value::Object(walked.collect())
            }
            other => other.clone(),
        }
    }
    walk(body, &mut BTreeMap::new())
}
