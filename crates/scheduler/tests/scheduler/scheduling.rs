//! Somebody plans when a group meets.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::without_ids;
use crate::fixture::{House, SINGERS, WALKERS, tuesdays};

on_both_databases!(
    a_series_is_told_back_with_its_sessions,
    a_group_stays_at_three_o_clock_across_the_change_of_clocks,
    planning_leaves_one_event_an_audit_row_and_hints,
    impossible_plans_are_refused_field_by_field,
    a_facilitator_plans_only_for_a_group_they_lead,
    a_group_cannot_meet_twice_at_once,
    of_two_plans_for_the_same_time_made_at_once_one_stands,
    a_year_of_days_is_planned_in_one_go,
);

async fn a_series_is_told_back_with_its_sessions(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = format!("/api/groups/{WALKERS}/series");
    let answer = house.post(&house.facilitator, &path, tuesdays()).await?;
    let scheduled = answer.expect(StatusCode::CREATED);
    insta::assert_json_snapshot!("series", without_ids(&scheduled));
    Ok(())
}

async fn a_group_stays_at_three_o_clock_across_the_change_of_clocks(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let mut plan = tuesdays();
    plan["first_date"] = json!("2027-03-23");
    plan["rrule"] = json!("FREQ=WEEKLY;COUNT=2");
    let path = format!("/api/groups/{WALKERS}/series");
    let answer = house.post(&house.link_worker, &path, plan).await?;
    let scheduled = answer.expect(StatusCode::CREATED);
    let starts: Vec<_> = scheduled["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["starts_at"].as_i64().unwrap())
        .collect();
    // A week less the hour that London loses on 28 March 2027.
    assert_eq!(starts[1] - starts[0], (7 * 24 - 1) * 3_600_000);
    Ok(())
}

async fn planning_leaves_one_event_an_audit_row_and_hints(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let hints = house.hinted(house.session_of(WALKERS)).await?;
    assert_eq!(hints, [format!("sessions:{WALKERS}"), "groups".to_owned()]);
    assert_eq!(house.recorded().await?, ["series.scheduled"]);
    assert_eq!(
        house.facts("series.scheduled").await?["group"],
        WALKERS.to_string()
    );
    assert_eq!(house.audited("series.scheduled").await?, 1);
    Ok(())
}

async fn impossible_plans_are_refused_field_by_field(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = format!("/api/groups/{WALKERS}/series");
    let wrong = json!({
        "first_date": "2026-02-30", "local_time": "15", "zone": "Europe/Atlantis",
        "duration_minutes": 4, "rrule": "FREQ=WEEKLY",
    });
    let answer = house.post(&house.link_worker, &path, wrong).await?;
    insta::assert_json_snapshot!(
        "impossible",
        answer.expect(StatusCode::UNPROCESSABLE_ENTITY)
    );
    for (rule, field) in [
        ("FREQ=WEEKLY;BYDAY=TH;COUNT=3", "first_date"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "rrule"),
        ("FREQ=DAILY;UNTIL=20290101", "rrule"),
        ("FREQ=HOURLY;COUNT=3", "rrule"),
    ] {
        let mut plan = tuesdays();
        plan["rrule"] = json!(rule);
        let answer = house.post(&house.link_worker, &path, plan).await?;
        assert_eq!(answer.fields(), [field], "{rule}");
    }
    assert!(
        house.recorded().await?.is_empty(),
        "nothing was left behind"
    );
    Ok(())
}

async fn a_facilitator_plans_only_for_a_group_they_lead(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = format!("/api/groups/{SINGERS}/series");
    let refused = house.post(&house.facilitator, &path, tuesdays()).await?;
    let told = (refused.status, refused.slug());
    assert_eq!(told, (StatusCode::FORBIDDEN, "not-allowed"));
    assert!(
        house.recorded().await?.is_empty(),
        "nothing was left behind"
    );
    let own = house
        .post(&house.other_facilitator, &path, tuesdays())
        .await?;
    own.expect(StatusCode::CREATED);
    Ok(())
}

async fn a_group_cannot_meet_twice_at_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.session_of(WALKERS).await?;
    let path = format!("/api/groups/{WALKERS}/series");
    let at = |time: &str| {
        let mut plan = tuesdays();
        plan["local_time"] = json!(time);
        plan
    };
    let overlapping = house.post(&house.link_worker, &path, at("15:30")).await?;
    assert_eq!(overlapping.fields(), ["first_date"]);
    let right_after = house.post(&house.link_worker, &path, at("16:00")).await?;
    right_after.expect(StatusCode::CREATED);
    house.session_of(SINGERS).await?;
    Ok(())
}

async fn of_two_plans_for_the_same_time_made_at_once_one_stands(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = format!("/api/groups/{WALKERS}/series");
    house.opened_every_connection().await?;
    let (one, other) = tokio::join!(
        house.post(&house.link_worker, &path, tuesdays()),
        house.post(&house.facilitator, &path, tuesdays()),
    );
    let mut statuses = [one?.status, other?.status];
    statuses.sort_unstable();
    assert_eq!(
        statuses,
        [StatusCode::CREATED, StatusCode::UNPROCESSABLE_ENTITY]
    );
    Ok(())
}

async fn a_year_of_days_is_planned_in_one_go(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = format!("/api/groups/{WALKERS}/series");
    let mut plan = tuesdays();
    plan["rrule"] = json!("FREQ=DAILY;COUNT=366");
    let answer = house.post(&house.link_worker, &path, plan).await?;
    let scheduled = answer.expect(StatusCode::CREATED);
    assert_eq!(scheduled["sessions"].as_array().map(Vec::len), Some(366));
    assert_eq!(
        scheduled["sessions"][365]["state"],
        Value::from("scheduled")
    );
    Ok(())
}
