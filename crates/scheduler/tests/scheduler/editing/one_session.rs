//! One session is moved, cancelled or restored.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on, on_both_databases};

use super::{HOUR, cancel, count, edit, preview, read, to_thursday};
use crate::asking::without_ids;
use crate::fixture::{FIRST_TUESDAY, House, WALKERS, insert_member};

on_both_databases!(
    a_preview_says_what_the_edit_then_does,
    a_moved_session_keeps_its_id_and_can_be_moved_back,
    a_cancelled_session_is_restored,
    one_event_one_edit_and_its_rows_stand_in_one_transaction,
);

async fn a_preview_says_what_the_edit_then_does(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for status in ["active", "active", "ended"] {
        insert_member(&house.ground, WALKERS, status).await?;
    }
    let changes = [
        to_thursday(),
        json!({ "what": "move", "duration_minutes": 90 }),
        cancel(),
        json!({ "what": "restore" }),
    ];
    let mut told = Vec::new();
    for (version, change) in (0..).zip(changes) {
        let before = read(&house, &session).await?;
        let looked = preview(&house, &session, version, change.clone()).await?;
        let looked = looked.expect(StatusCode::OK);
        assert_eq!(
            read(&house, &session).await?,
            before,
            "a preview writes nothing"
        );
        let done = edit(&house, &house.facilitator, &session, version, change).await?;
        let done = done.expect(StatusCode::OK);
        for part in ["sessions", "people", "sentence"] {
            assert_eq!(done[part], looked[part]);
        }
        assert_eq!(
            (looked["version"].as_i64(), done["version"].as_i64()),
            (Some(version), Some(version + 1))
        );
        told.push(done);
    }
    insta::assert_json_snapshot!("edited", without_ids(&Value::from(told)));
    Ok(())
}

async fn a_moved_session_keeps_its_id_and_can_be_moved_back(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    let before = read(&house, &session).await?;
    edit(&house, &house.facilitator, &session, 0, to_thursday())
        .await?
        .expect(StatusCode::OK);
    let moved = read(&house, &session).await?;
    assert_eq!(
        (&moved["local_date"], &moved["moved"], &moved["version"]),
        (&json!("2026-12-03"), &json!(true), &json!(1))
    );
    let later = FIRST_TUESDAY.as_millis() + (2 * 24 + 1) * HOUR + HOUR / 2;
    assert_eq!(moved["starts_at"], later);
    let back = json!({ "what": "move", "date": "2026-12-01", "local_time": "15:00" });
    edit(&house, &house.facilitator, &session, 1, back)
        .await?
        .expect(StatusCode::OK);
    let mut after = read(&house, &session).await?;
    after["version"] = json!(0);
    assert_eq!(
        after, before,
        "as its series has it, so no longer moved by hand"
    );
    let nowhere = json!({ "what": "move", "local_time": "15:00" });
    let idle = edit(&house, &house.facilitator, &session, 2, nowhere)
        .await?
        .expect(StatusCode::OK);
    assert_eq!((&idle["edit"], &idle["version"]), (&Value::Null, &json!(2)));
    assert_eq!(count(&house, "schedule_edits").await?, 2);
    Ok(())
}

async fn a_cancelled_session_is_restored(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    let before = read(&house, &session).await?;
    edit(&house, &house.facilitator, &session, 0, cancel())
        .await?
        .expect(StatusCode::OK);
    let cancelled = read(&house, &session).await?;
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(cancelled["cancellation"]["reason"], "The room is flooded.");
    assert_eq!(cancelled["cancellation"]["by"]["name"], "An Example");
    let start = house.step(&house.facilitator, &session, "start").await?;
    assert_eq!(start.slug(), "cancelled");
    for change in [cancel(), to_thursday()] {
        let again = edit(&house, &house.facilitator, &session, 1, change).await?;
        assert_eq!(
            (again.status, again.slug()),
            (StatusCode::CONFLICT, "cancelled")
        );
    }
    let restore = json!({ "what": "restore" });
    edit(&house, &house.facilitator, &session, 1, restore.clone())
        .await?
        .expect(StatusCode::OK);
    let mut after = read(&house, &session).await?;
    after["version"] = json!(0);
    assert_eq!(after, before);
    let again = edit(&house, &house.facilitator, &session, 2, restore).await?;
    assert_eq!(again.slug(), "not-cancelled");
    Ok(())
}

async fn one_event_one_edit_and_its_rows_stand_in_one_transaction(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    let hints = house
        .hinted(edit(&house, &house.facilitator, &session, 0, cancel()))
        .await?;
    assert_eq!(
        hints,
        [
            format!("sessions:{WALKERS}"),
            "groups".to_owned(),
            format!("session:{session}")
        ]
    );
    assert_eq!(
        house.recorded().await?,
        ["series.scheduled", "schedule.changed"]
    );
    let facts = house.facts("schedule.changed").await?;
    assert_eq!(facts["group"], WALKERS.to_string());
    let mut tx = house.ground.db.read().await?;
    let (edited, what, was): (uuid::Uuid, String, i64) = on!(&mut tx, |c| sqlx::query_as(
        "SELECT edit_id, what, was_starts_at FROM schedule_edit_sessions"
    )
    .fetch_one(c)
    .await)?;
    assert_eq!(facts["edit"], edited.to_string());
    assert_eq!(
        (what.as_str(), was),
        ("cancelled", FIRST_TUESDAY.as_millis())
    );
    assert_eq!(house.audited("schedule.changed").await?, 1);
    Ok(())
}
