//! A prescriber's own list: narrowed down, sorted, by the page.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{House, PRACTICE};

on_both_databases!(
    the_list_is_narrowed_down_by_patient_and_status,
    a_long_list_comes_in_pages_without_gaps_or_repeats,
    a_list_is_the_callers_own_and_one_line_of_the_trail,
);

async fn search(house: &House, wanted: Value) -> anyhow::Result<Value> {
    let answer = house
        .post(&house.prescriber, "/api/prescriptions/search", wanted)
        .await?;
    Ok(answer.expect(StatusCode::OK))
}

fn names(page: &Value) -> Vec<&str> {
    let rows = page["items"].as_array().unwrap().iter();
    rows.map(|row| row["patient_name"].as_str().unwrap())
        .collect()
}

async fn the_list_is_narrowed_down_by_patient_and_status(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.prescribed("Ada Example", true).await?;
    house.accepted("Ben Example").await?;
    let names_of = async |wanted: Value| {
        let page = search(&house, wanted).await?;
        anyhow::Ok(
            names(&page)
                .into_iter()
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(names_of(json!({})).await?, ["Ben Example", "Ada Example"]);
    assert_eq!(
        names_of(json!({ "sort": "oldest" })).await?,
        ["Ada Example", "Ben Example"]
    );
    assert_eq!(names_of(json!({ "text": "ad" })).await?, ["Ada Example"]);
    assert_eq!(
        names_of(json!({ "status": "requested" })).await?,
        ["Ada Example"]
    );
    assert_eq!(names_of(json!({ "status": "open" })).await?.len(), 2);
    assert!(names_of(json!({ "status": "over" })).await?.is_empty());
    assert!(
        names_of(json!({ "text": "ad", "status": "accepted" }))
            .await?
            .is_empty()
    );
    assert!(
        names_of(json!({ "text": "a" })).await?.is_empty(),
        "one letter is no search"
    );
    let unknown = json!({ "status": "lost" });
    let answer = house
        .post(&house.prescriber, "/api/prescriptions/search", unknown)
        .await?;
    assert!(answer.status.is_client_error());
    Ok(())
}

async fn a_long_list_comes_in_pages_without_gaps_or_repeats(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for number in 0..55 {
        house
            .prescribed(&format!("Ada Example{number}"), true)
            .await?;
    }
    for sort in ["newest", "oldest"] {
        let first = search(&house, json!({ "sort": sort })).await?;
        assert_eq!(names(&first).len(), 50);
        let after = json!({ "sort": sort, "after": first["next"] });
        let second = search(&house, after).await?;
        assert_eq!(names(&second).len(), 5);
        assert_eq!(second.get("next"), None);
        let mut all = names(&first);
        all.extend(names(&second));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 55);
    }
    Ok(())
}

async fn a_list_is_the_callers_own_and_one_line_of_the_trail(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.prescribed("Ada Example", true).await?;
    let answer = house
        .post(
            &house.other_prescriber,
            "/api/prescriptions/search",
            json!({}),
        )
        .await?;
    assert_eq!(answer.expect(StatusCode::OK)["items"], json!([]));
    search(&house, json!({ "text": "ada" })).await?;
    let lines = house.listed(PRACTICE, "prescriptions.read").await?;
    let line = |items| ("own_prescriptions".to_owned(), Some(items));
    assert_eq!(lines, [line(0), line(1)]);
    Ok(())
}
