//! Changes of a plan that stands, asked over the routes.

mod one_session;
mod racing;
mod refusing;

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::on;

use crate::asking::{Answer, Asker};
use crate::fixture::House;

pub(super) const HOUR: i64 = 3_600_000;

pub(super) async fn edit(
    house: &House,
    asker: &Asker,
    session: &str,
    version: i64,
    change: Value,
) -> anyhow::Result<Answer> {
    let body = json!({ "version": version, "change": change });
    house
        .post(asker, &format!("/api/sessions/{session}/edit"), body)
        .await
}

pub(super) async fn preview(
    house: &House,
    session: &str,
    version: i64,
    change: Value,
) -> anyhow::Result<Answer> {
    let body = json!({ "version": version, "change": change });
    let path = format!("/api/sessions/{session}/edit/preview");
    house.post(&house.facilitator, &path, body).await
}

pub(super) async fn read(house: &House, session: &str) -> anyhow::Result<Value> {
    let path = format!("/api/sessions/{session}");
    Ok(house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK))
}

pub(super) fn to_thursday() -> Value {
    json!({ "what": "move", "date": "2026-12-03", "local_time": "16:30" })
}

pub(super) fn cancel() -> Value {
    json!({ "what": "cancel", "reason": "The room is flooded." })
}

pub(super) async fn count(house: &House, table: &str) -> anyhow::Result<i64> {
    let mut tx = house.ground.db.read().await?;
    let text = match table {
        "schedule_edits" => "SELECT COUNT(*) FROM schedule_edits",
        _ => "SELECT COUNT(*) FROM schedule_edit_sessions",
    };
    Ok(on!(&mut tx, |c| sqlx::query_scalar(text)
        .fetch_one(c)
        .await)?)
}
