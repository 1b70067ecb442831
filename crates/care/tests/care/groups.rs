//! Groups are made and read by the organisation that hosts them.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::{Ground, on, on_both_databases};

use crate::asking::without_ids;
use crate::fixture::{CHARITY, House, group, schedule};
use crate::places::edit;

on_both_databases!(
    a_group_is_listed_with_its_plan_in_words,
    groups_are_found_by_name_and_topic,
    an_edit_says_who_leads_and_what_counts_as_attended,
    a_long_list_of_groups_comes_in_pages,
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
    let search = "/api/groups/search";
    let list = house.post(&house.facilitator, search, json!({})).await?;
    insta::assert_json_snapshot!("groups", without_ids(&list.expect(StatusCode::OK)));
    let elsewhere = house.post(&house.stranger, search, json!({})).await?;
    assert_eq!(
        elsewhere.expect(StatusCode::OK),
        json!({ "items": [], "more": false })
    );
    Ok(())
}

/// The names of the groups that `wanted` finds, in order.
async fn found(house: &House, wanted: Value) -> anyhow::Result<Vec<String>> {
    let page = house
        .post(&house.link_worker, "/api/groups/search", wanted)
        .await?;
    let page = page.expect(StatusCode::OK);
    let rows = page["items"].as_array().unwrap().iter();
    Ok(rows
        .filter_map(|row| row["name"].as_str().map(str::to_owned))
        .collect())
}

async fn groups_are_found_by_name_and_topic(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.group("Walkers", 3).await?;
    let mut singing = group("Łarks_1 Été", 3);
    singing["topic"] = json!("Singing");
    singing["suits"] = json!({ "topics": ["lungs"] });
    let made = house
        .post(&house.link_worker, "/api/groups", singing)
        .await?;
    made.expect(StatusCode::CREATED);
    for (words, expected) in [
        (" LARK ", &["Łarks_1 Été"][..]),
        ("ÉTÉ", &["Łarks_1 Été"]),
        ("lungs singing", &["Łarks_1 Été"]),
        ("larks hats", &[]),
        ("walk", &["Walkers"]),
        ("", &["Walkers", "Łarks_1 Été"]),
    ] {
        let names = found(&house, json!({ "words": words })).await?;
        assert_eq!(names, expected, "{words}");
    }
    let long = json!({ "words": "w".repeat(101) });
    let refused = house
        .post(&house.facilitator, "/api/groups/search", long)
        .await?;
    assert_eq!(refused.fields(), ["words"]);
    Ok(())
}

async fn a_long_list_of_groups_comes_in_pages(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for number in 0..52 {
        // Two of each name: the page ends between namesakes.
        house
            .group(&format!("Group {:02}", (number + 1) / 2), 1)
            .await?;
    }
    let search = "/api/groups/search";
    let first = house.post(&house.link_worker, search, json!({})).await?;
    let first = first.expect(StatusCode::OK);
    assert_eq!(
        (first["items"].as_array().map(Vec::len), &first["more"]),
        (Some(50), &json!(true))
    );
    let after = json!({ "after": first["items"][49]["id"] });
    assert_eq!(found(&house, after).await?, ["Group 25", "Group 26"]);
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
    assert!(
        found(&house, json!({})).await?.is_empty(),
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

async fn an_edit_says_who_leads_and_what_counts_as_attended(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let walkers = house.group("Walkers", 3).await?;
    let path = format!("/api/groups/{walkers}");
    let change = |version: i64, with: Value| {
        let mut change = edit(version, 3, true);
        for (name, value) in with.as_object().unwrap() {
            change[name] = value.clone();
        }
        house.post(&house.link_worker, &path, change)
    };
    let (fay, finn) = (Uuid::from_u128(4), Uuid::from_u128(5));
    let both = json!({ "facilitator_ids": [finn, fay, finn], "attended_percent": 75 });
    let edited = change(1, both).await?.expect(StatusCode::OK);
    assert_eq!(edited["attended_percent"], 75);
    let leads = edited["facilitators"].as_array().unwrap().iter();
    let leads: Vec<_> = leads.map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(leads, ["Fay Example", "Finn Example"]);
    let same = change(2, json!({})).await?.expect(StatusCode::OK);
    assert_eq!(same["attended_percent"], 75, "what is left out stays");
    assert_eq!(same["facilitators"].as_array().map(Vec::len), Some(2));
    // Fay leaves: what she still leads can be changed all the same, and given to Finn alone.
    let mut tx = house.ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "UPDATE staff SET disabled_at = 1 WHERE name = 'Fay Example'"
    )
    .execute(c)
    .await
    .map(drop))?;
    tx.commit().await?;
    let kept = change(3, json!({ "facilitator_ids": [fay, finn] })).await?;
    kept.expect(StatusCode::OK);
    let alone = change(4, json!({ "facilitator_ids": [finn] })).await?;
    let leads = alone.expect(StatusCode::OK)["facilitators"].clone();
    assert_eq!(leads.as_array().map(Vec::len), Some(1));
    for (wrong, field) in [
        (json!({ "facilitator_ids": [fay] }), "facilitator_ids"),
        (json!({ "facilitator_ids": [] }), "facilitator_ids"),
        (
            json!({ "facilitator_ids": [Uuid::from_u128(3)] }),
            "facilitator_ids",
        ),
        (json!({ "attended_percent": 101 }), "attended_percent"),
    ] {
        assert_eq!(change(5, wrong).await?.fields(), [field]);
    }
    Ok(())
}
