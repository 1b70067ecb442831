//! What cannot be changed, or not so, is refused in words.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use wellmet_foundation::{Ground, on_both_databases};

use super::{cancel, count, edit, preview, to_thursday};
use crate::fixture::{FIRST_TUESDAY, House, SINGERS, WALKERS, tuesdays};

on_both_databases!(
    what_has_begun_or_passed_is_left_alone,
    a_session_cannot_be_moved_onto_another_of_its_group,
    a_time_given_away_is_not_restored,
    what_cannot_be_is_refused_beside_its_field,
    a_facilitator_edits_only_the_groups_they_lead,
);

async fn what_has_begun_or_passed_is_left_alone(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for (step, slug) in [
        ("prepare", "session-open"),
        ("start", "already-started"),
        ("close", "already-closed"),
    ] {
        house
            .step(&house.facilitator, &session, step)
            .await?
            .expect(StatusCode::OK);
        for change in [to_thursday(), cancel(), json!({ "what": "restore" })] {
            let refused = edit(&house, &house.facilitator, &session, 0, change).await?;
            assert_eq!(
                (refused.status, refused.slug()),
                (StatusCode::CONFLICT, slug)
            );
        }
    }
    let singing = house.session_of(SINGERS).await?;
    house
        .ground
        .clock
        .advance(FIRST_TUESDAY.since(house.ground.clock.now()));
    let refused = edit(&house, &house.link_worker, &singing, 0, cancel()).await?;
    assert_eq!(refused.slug(), "session-past");
    assert_eq!(count(&house, "schedule_edit_sessions").await?, 0);
    Ok(())
}

async fn a_session_cannot_be_moved_onto_another_of_its_group(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    house.session_of(SINGERS).await?;
    let onto = json!({ "what": "move", "date": "2026-12-08", "local_time": "15:59" });
    let refused = edit(&house, &house.facilitator, &session, 0, onto).await?;
    assert_eq!(refused.fields(), ["change.date"]);
    assert_eq!(
        refused.body["fields"][0]["message"],
        "The group meets at this time already, on 8 December 2026 at 15:00."
    );
    let beside = json!({ "what": "move", "date": "2026-12-08", "local_time": "16:00" });
    edit(&house, &house.facilitator, &session, 0, beside)
        .await?
        .expect(StatusCode::OK);
    Ok(())
}

async fn a_time_given_away_is_not_restored(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    edit(&house, &house.facilitator, &session, 0, cancel())
        .await?
        .expect(StatusCode::OK);
    let mut once = tuesdays();
    once["rrule"] = json!("FREQ=WEEKLY;COUNT=1");
    let path = format!("/api/groups/{WALKERS}/series");
    house
        .post(&house.link_worker, &path, once)
        .await?
        .expect(StatusCode::CREATED);
    let restore = json!({ "what": "restore" });
    let refused = edit(&house, &house.facilitator, &session, 1, restore).await?;
    assert_eq!(
        (refused.status, refused.slug()),
        (StatusCode::CONFLICT, "already-meets")
    );
    Ok(())
}

async fn what_cannot_be_is_refused_beside_its_field(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for (change, fields) in [
        (
            json!({ "what": "move", "date": "tomorrow" }),
            &["change.date"][..],
        ),
        (
            json!({ "what": "move", "local_time": "25:00", "duration_minutes": 4 }),
            &["change.local_time", "change.duration_minutes"],
        ),
        (
            json!({ "what": "move", "date": "2026-11-03" }),
            &["change.date"],
        ),
        (
            json!({ "what": "move", "date": "2028-01-01" }),
            &["change.date"],
        ),
        (
            json!({ "what": "cancel", "reason": " " }),
            &["change.reason"],
        ),
        (
            json!({ "what": "cancel", "reason": "a\u{0}b" }),
            &["change.reason"],
        ),
        (
            json!({ "what": "cancel", "reason": "a".repeat(501) }),
            &["change.reason"],
        ),
    ] {
        let refused = edit(&house, &house.facilitator, &session, 0, change).await?;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.body
        );
        assert_eq!(refused.fields(), fields);
    }
    // London's clocks skip 01:30 on 28 March 2027: the session keeps its place in the day.
    let skipped = json!({ "what": "move", "date": "2027-03-28", "local_time": "01:30" });
    let looked = preview(&house, &session, 0, skipped)
        .await?
        .expect(StatusCode::OK);
    assert!(
        looked["sentence"]
            .as_str()
            .unwrap()
            .contains("28 March 2027 at 02:30")
    );
    house.ground.clock.advance(Duration::from_secs(1));
    Ok(())
}

async fn a_facilitator_edits_only_the_groups_they_lead(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    let refused = edit(&house, &house.other_facilitator, &session, 0, cancel()).await?;
    assert_eq!(
        (refused.status, refused.slug()),
        (StatusCode::FORBIDDEN, "not-allowed")
    );
    edit(&house, &house.link_worker, &session, 0, cancel())
        .await?
        .expect(StatusCode::OK);
    Ok(())
}
