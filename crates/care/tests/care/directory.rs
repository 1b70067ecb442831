//! A directory of own groups and of those that partners share, and of nothing else.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::{Asker, without_ids};
use crate::fixture::{CHARITY, House, schedule};
use crate::places::edit;

on_both_databases!(
    a_group_is_shared_with_partners_on_purpose_and_taken_back,
    the_directory_finds_by_what_a_patient_needs,
    a_long_directory_comes_in_pages,
);

async fn found(house: &House, asker: &Asker, search: Value) -> anyhow::Result<Vec<String>> {
    let page = house.post(asker, "/api/directory/search", search).await?;
    let page = page.expect(StatusCode::OK);
    let rows = page["items"].as_array().unwrap().iter();
    Ok(rows
        .filter_map(|row| row["name"].as_str().map(str::to_owned))
        .collect())
}

/// A link worker of the practice, which is the charity's partner.
fn partner(house: &House) -> anyhow::Result<Asker> {
    let Asker::Staff(mut caller) = house.prescriber.clone() else {
        anyhow::bail!("a prescriber is staff");
    };
    caller.roles = vec![wellmet_vocabulary::Role::LinkWorker];
    Ok(Asker::Staff(caller))
}

async fn a_group_is_shared_with_partners_on_purpose_and_taken_back(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 3).await?;
    schedule(&house.ground, &group, 6).await?;
    let partner = partner(&house)?;
    assert_eq!(
        found(&house, &house.link_worker, json!({})).await?,
        ["Walkers"]
    );
    assert!(found(&house, &partner, json!({})).await?.is_empty());
    let share = format!("/api/groups/{group}/share");
    let shared = json!({ "shared": true });
    let told = house.post(&house.link_worker, &share, shared).await?;
    assert_eq!(told.expect(StatusCode::OK)["shared"], true);
    assert_eq!(house.audited(CHARITY, "group.shared").await?, 1);
    let page = house
        .post(&partner, "/api/directory/search", json!({}))
        .await?;
    insta::assert_json_snapshot!("directory", without_ids(&page.expect(StatusCode::OK)));
    assert!(
        found(&house, &house.stranger, json!({})).await?.is_empty(),
        "who is no partner sees nothing"
    );
    let not = json!({ "shared": false });
    house
        .post(&house.link_worker, &share, not)
        .await?
        .expect(StatusCode::OK);
    assert!(found(&house, &partner, json!({})).await?.is_empty());
    Ok(())
}

async fn the_directory_finds_by_what_a_patient_needs(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let walkers = house.group("Walkers", 1).await?;
    house.group("Singers", 1).await?;
    schedule(&house.ground, &walkers, 6).await?;
    let path = format!("/api/groups/{walkers}");
    let change = edit(1, 1, true);
    house
        .post(&house.link_worker, &path, change)
        .await?
        .expect(StatusCode::OK);
    let link_worker = &house.link_worker;
    for (search, expected) in [
        (json!({ "words": "WALK" }), &["Singers", "Walkers"][..]),
        (json!({ "words": "walkers" }), &["Walkers"]),
        (json!({ "words": "WALKERS walk" }), &["Walkers"]),
        (json!({ "words": "walkers hats" }), &[]),
        (json!({ "language": "es" }), &["Walkers"]),
        (json!({ "time": "afternoon" }), &["Walkers"]),
        (json!({ "time": "weekend" }), &[]),
        (json!({ "age": 12 }), &["Singers"]),
        (json!({ "feature": "captions" }), &[]),
        (json!({ "free_only": true }), &["Singers", "Walkers"]),
    ] {
        let names = found(&house, link_worker, search.clone()).await?;
        assert_eq!(names, expected, "{search}");
    }
    let ada = house.accepted("Ada Example").await?;
    house.matched(&ada, &walkers).await?;
    assert_eq!(
        found(&house, link_worker, json!({ "free_only": true })).await?,
        ["Singers"]
    );
    let wrong = json!({ "language": "plain English", "age": 200 });
    let answer = house
        .post(link_worker, "/api/directory/search", wrong)
        .await?;
    assert_eq!(answer.fields(), ["language", "age"]);
    Ok(())
}

async fn a_long_directory_comes_in_pages(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for number in 0..52 {
        house.group(&format!("Group {number:02}"), 1).await?;
    }
    let search = "/api/directory/search";
    let first = house.post(&house.link_worker, search, json!({})).await?;
    let first = first.expect(StatusCode::OK);
    assert_eq!(
        (first["items"].as_array().map(Vec::len), &first["more"]),
        (Some(50), &json!(true))
    );
    let after = json!({ "after": first["items"][49]["id"] });
    let rest = house.post(&house.link_worker, search, after).await?;
    let rest = rest.expect(StatusCode::OK);
    assert_eq!(rest["more"], false);
    assert_eq!(rest["items"][0]["name"], "Group 50");
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(2));
    Ok(())
}
