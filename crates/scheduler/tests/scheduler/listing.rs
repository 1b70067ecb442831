//! What is on.

use std::time::Duration;

use http::StatusCode;
use serde_json::Value;
use wellmet_foundation::{Ground, Instant, on_both_databases};

use crate::asking::{Asker, without_ids};
use crate::fixture::{FIRST_TUESDAY, House, SINGERS, WALKERS, insert_member};

on_both_databases!(
    a_session_is_read_with_how_many_are_expected,
    the_list_holds_what_overlaps_the_time_asked_for,
    a_facilitator_sees_the_sessions_they_lead_and_a_link_worker_all,
    a_time_nobody_can_ask_for_is_refused,
);

async fn between(
    house: &House,
    asker: &Asker,
    from: Instant,
    to: Instant,
) -> anyhow::Result<Vec<Value>> {
    let path = format!(
        "/api/sessions?from={}&to={}",
        from.as_millis(),
        to.as_millis()
    );
    let list = house.get(asker, &path).await?.expect(StatusCode::OK);
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

const HOUR: Duration = Duration::from_secs(3_600);

async fn a_session_is_read_with_how_many_are_expected(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let session = house.session_of(WALKERS).await?;
    for status in ["active", "active", "ended"] {
        insert_member(&house.ground, WALKERS, status).await?;
    }
    let path = format!("/api/sessions/{session}");
    let detail = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    insta::assert_json_snapshot!("session", without_ids(&detail));
    Ok(())
}

async fn the_list_holds_what_overlaps_the_time_asked_for(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.session_of(WALKERS).await?;
    let (starts, ends) = (FIRST_TUESDAY, FIRST_TUESDAY + HOUR);
    for (from, to, found) in [
        (starts - HOUR, starts, 0),
        (starts - HOUR, starts + Duration::from_millis(1), 1),
        (ends - Duration::from_millis(1), ends + HOUR, 1),
        (ends, ends + HOUR, 0),
        (starts - HOUR, starts + HOUR * 24 * 8, 2),
    ] {
        assert_eq!(
            between(&house, &house.link_worker, from, to).await?.len(),
            found
        );
    }
    Ok(())
}

async fn a_facilitator_sees_the_sessions_they_lead_and_a_link_worker_all(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.session_of(WALKERS).await?;
    house.session_of(SINGERS).await?;
    let (from, to) = (FIRST_TUESDAY, FIRST_TUESDAY + HOUR);
    let names = |items: Vec<Value>| -> Vec<Value> {
        items
            .iter()
            .map(|item| item["group"]["name"].clone())
            .collect()
    };
    let led = between(&house, &house.facilitator, from, to).await?;
    assert_eq!(names(led), ["Walkers"]);
    let mut all = names(between(&house, &house.link_worker, from, to).await?);
    all.sort_by_key(ToString::to_string);
    assert_eq!(all, ["Singers", "Walkers"]);
    assert!(between(&house, &house.stranger, from, to).await?.is_empty());
    Ok(())
}

async fn a_time_nobody_can_ask_for_is_refused(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for (from, to) in [(5, 5), (5, 4), (0, 401 * 86_400_000_i64)] {
        let path = format!("/api/sessions?from={from}&to={to}");
        let answer = house.get(&house.link_worker, &path).await?;
        assert_eq!(answer.fields(), ["to"]);
    }
    let answer = house
        .get(&house.link_worker, "/api/sessions?from=today")
        .await?;
    assert_eq!(answer.slug(), "bad-query");
    Ok(())
}
