//! Groups are made and read by the organisation that hosts them.

use http::StatusCode;
use serde_json::json;
use uuid::Uuid;
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::without_ids;
use crate::fixture::{CHARITY, House, group, schedule};

on_both_databases!(
    a_group_is_listed_with_its_plan_in_words,
    a_group_needs_facilitators_of_its_own_organisation,
    impossible_groups_are_refused_field_by_field,
    a_facilitator_reads_the_roster_of_groups_they_lead_only,
    making_a_group_is_audited_and_hinted,
);

async fn a_group_is_listed_with_its_plan_in_words(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let walkers = house.group("Walkers", 12).await?;
    house.group("Singers", 12).await?;
    schedule(&house.ground, &walkers, 2).await?;
    let list = house.get(&house.facilitator, "/api/groups").await?;
    insta::assert_json_snapshot!("groups", without_ids(&list.expect(StatusCode::OK)));
    let elsewhere = house.get(&house.stranger, "/api/groups").await?;
    assert_eq!(elsewhere.expect(StatusCode::OK), json!({ "items": [] }));
    Ok(())
}

async fn a_group_needs_facilitators_of_its_own_organisation(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    // A stranger's facilitator, a colleague who is none, somebody unknown.
    for staff in [7, 3, 99] {
        let mut group = group("Walkers", 3);
        group["facilitator_ids"] = json!([Uuid::from_u128(4), Uuid::from_u128(staff)]);
        let answer = house.post(&house.link_worker, "/api/groups", group).await?;
        assert_eq!(answer.fields(), ["facilitator_ids"]);
    }
    let list = house.get(&house.link_worker, "/api/groups").await?;
    assert_eq!(
        list.expect(StatusCode::OK),
        json!({ "items": [] }),
        "nothing was left behind"
    );
    Ok(())
}

async fn impossible_groups_are_refused_field_by_field(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let wrong = json!({
        "name": "", "topic": " ", "language": "Old English", "capacity": 51,
        "facilitator_ids": [], "attended_percent": 0,
    });
    let answer = house.post(&house.link_worker, "/api/groups", wrong).await?;
    assert_eq!(
        answer.fields(),
        [
            "name",
            "topic",
            "language",
            "capacity",
            "attended_percent",
            "facilitator_ids"
        ]
    );
    Ok(())
}

async fn a_facilitator_reads_the_roster_of_groups_they_lead_only(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let path = format!("/api/groups/{}", house.group("Walkers", 3).await?);
    let leads = house.get(&house.facilitator, &path).await?;
    leads.expect(StatusCode::OK);
    let other = house.get(&house.other_facilitator, &path).await?;
    assert_eq!(
        (other.status, other.slug()),
        (StatusCode::FORBIDDEN, "not-allowed")
    );
    assert_eq!(house.audited(CHARITY, "group.read").await?, 1);
    Ok(())
}

async fn making_a_group_is_audited_and_hinted(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let hints = house.hinted(CHARITY, house.group("Walkers", 3)).await?;
    assert_eq!(hints, ["groups"]);
    assert_eq!(house.audited(CHARITY, "group.added").await?, 1);
    Ok(())
}
