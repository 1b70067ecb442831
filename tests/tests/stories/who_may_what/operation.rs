//! The operations of the API, as its description lists them.

use std::fmt;

use anyhow::Context as _;
use serde_json::{Value, json};
use wellmet_tests::{Answer, Browser, Course, Meeting};

use super::example::example;

/// The committed description; another test holds it to what the server says.
const DESCRIPTION: &str = include_str!("../../../../web/src/api/openapi.json");

/// For people who are not known yet, for ever open, or the end of a caller: stories of their own know them.
const LEFT_OUT: [&str; 11] = [
    "/api/sign-in",
    "/api/sign-out",
    "/api/invitations/accept",
    "/api/partner-invitations/look",
    "/api/partner-invitations/join",
    "/api/offer/look",
    "/api/offer/answer",
    "/api/door/look",
    "/api/door/join",
    "/api/live",
    "/api/door/live",
];

/// Bodies that must make sense, because what they say is looked at before whose it is.
fn sensible(operation: &str) -> Option<Value> {
    match operation {
        "post /api/sessions/{id}/admit" => Some(json!({ "all": true })),
        "post /api/groups/{id}/series" => Some(json!({
            "first_date": "2027-01-05", "local_time": "10:00", "zone": "Europe/London",
            "duration_minutes": 60, "rrule": "FREQ=WEEKLY;COUNT=6",
        })),
        _ => None,
    }
}

/// One thing that can be asked.
pub(super) struct Operation {
    method: String,
    path: String,
    /// A body of the right shape, where it takes one.
    body: Option<Value>,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.to_uppercase(), self.path)
    }
}

/// All of them, those that only read first: what others change is still as it was.
pub(super) fn operations() -> anyhow::Result<Vec<Operation>> {
    let description: Value = serde_json::from_str(DESCRIPTION)?;
    let paths = description["paths"].as_object().context("no paths")?;
    let mut operations = Vec::new();
    for (path, item) in paths {
        if LEFT_OUT.contains(&path.as_str()) {
            continue;
        }
        for (method, operation) in item.as_object().context("no operations")? {
            let schema = operation.pointer("/requestBody/content/application~1json/schema");
            let shaped = || schema.map(|schema| example(schema, &description));
            operations.push(Operation {
                body: sensible(&format!("{method} {path}")).or_else(shaped),
                method: method.clone(),
                path: path.clone(),
            });
        }
    }
    operations.sort_by_key(|operation| operation.method != "get");
    Ok(operations)
}

impl Operation {
    pub(super) async fn ask(&self, browser: &Browser, ids: &Ids) -> anyhow::Result<Answer> {
        let path = ids.put_into(&self.path)?;
        match self.method.as_str() {
            "get" => browser.get(&path).await,
            "post" => {
                let body = self.body.clone().unwrap_or(Value::Null);
                browser.post(&path, body).await
            }
            other => anyhow::bail!("the kit's browser does not {other}"),
        }
    }
}

/// What there is in the house, by the part of a path before its id.
pub(super) struct Ids(Vec<(&'static str, String)>);

/// Of what this house has none: whoever may ask finds nothing.
const NONE: &str = "00000000-0000-7000-8000-000000000000";

impl Ids {
    pub(super) async fn of(meeting: &Meeting, course: &Course) -> anyhow::Result<Self> {
        let prescription = format!("/api/prescriptions/{}", course.prescription);
        let prescription = meeting.prescriber.get(&prescription).await?.ok()?;
        let patient = prescription["patient_id"].as_str().context("no patient")?;
        Ok(Self(vec![
            ("patients", patient.to_owned()),
            ("groups", meeting.group.clone()),
            ("sessions", meeting.session.clone()),
            ("prescriptions", course.prescription.clone()),
            ("referrals", course.referral.clone()),
            ("memberships", course.membership.clone()),
            ("offers", NONE.to_owned()),
            ("caseload-views", NONE.to_owned()),
            ("colleagues", NONE.to_owned()),
            ("staff", NONE.to_owned()),
            ("flags", NONE.to_owned()),
            ("incidents", NONE.to_owned()),
            ("tasks", NONE.to_owned()),
            ("patient-merges", NONE.to_owned()),
            ("partnerships", NONE.to_owned()),
            ("partner-invitations", NONE.to_owned()),
        ]))
    }

    fn put_into(&self, path: &str) -> anyhow::Result<String> {
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            if !part.starts_with('{') {
                parts.push(part);
                continue;
            }
            let kind = parts.last().copied().unwrap_or_default();
            let known = self.0.iter().find(|(name, _)| *name == kind);
            let (_, id) = known.with_context(|| format!("no id is known for {path}"))?;
            parts.push(id);
        }
        Ok(parts.join("/"))
    }

    /// Whether any of them stands in an answer.
    pub(super) fn any_in(&self, answer: &Value) -> bool {
        let text = answer.to_string();
        self.0.iter().any(|(_, id)| id != NONE && text.contains(id))
    }
}
