//! Two cards of one person become one, and two again: nothing is lost on the way.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::Asker;
use crate::fixture::{CHARITY, House, PRACTICE, order};

on_both_databases!(
    what_hung_on_either_card_hangs_on_the_one_that_is_kept,
    the_undo_gives_back_exactly_what_followed,
    a_card_corrected_since_keeps_its_new_face_when_the_merge_is_undone,
    a_stale_page_merges_nothing,
    the_later_merge_is_undone_first,
    a_chain_of_merges_is_undone_to_what_each_card_was,
    whoever_answers_reads_the_card_as_it_is_after_a_merge_and_its_undo,
    cards_of_another_organisation_are_not_found,
    a_merge_and_its_undo_stand_in_the_trail,
);

/// Prescribes for a new patient with this card; gives the patient's and the prescription's ids.
async fn registered(house: &House, card: Value) -> anyhow::Result<(String, String)> {
    let mut order = order("", true);
    order["patient"] = card;
    let answer = house
        .post(&house.prescriber, "/api/prescriptions", order)
        .await?;
    let written = answer.expect(StatusCode::CREATED);
    let text = |name: &str| written[name].as_str().unwrap().to_owned();
    Ok((text("patient_id"), text("id")))
}

async fn two_cards(house: &House) -> anyhow::Result<[(String, String); 2]> {
    let kept = json!({ "full_name": "Ada Example", "email": "ada@example.org" });
    let other = json!({
        "full_name": "Ada B Example", "email": "ada@example.org", "phone": "01632 960001",
        "birth_date": "1958-04-23", "access": ["captions"],
        "identifiers": [{ "system": "nhs", "value": "9434765919" }],
    });
    Ok([
        registered(house, kept).await?,
        registered(house, other).await?,
    ])
}

async fn page(house: &House, patient: &str) -> anyhow::Result<Value> {
    let path = format!("/api/patients/{patient}");
    Ok(house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK))
}

async fn merge(house: &House, kept: &str, other: &str) -> anyhow::Result<Value> {
    let (version, other_version) = (page(house, kept).await?, page(house, other).await?);
    let body = json!({
        "version": version["version"], "other_id": other,
        "other_version": other_version["version"],
    });
    let path = format!("/api/patients/{kept}/merge");
    let answer = house.post(&house.prescriber, &path, body).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn undo(
    house: &House,
    asker: &Asker,
    merged: &Value,
) -> anyhow::Result<crate::asking::Answer> {
    let merge = merged["merged"][0]["id"].as_str().unwrap();
    let path = format!("/api/patient-merges/{merge}/undo");
    house.post(asker, &path, json!({})).await
}

fn prescribed(page: &Value) -> Vec<String> {
    let rows = page["prescriptions"].as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

async fn what_hung_on_either_card_hangs_on_the_one_that_is_kept(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(kept, one), (other, two)] = two_cards(&house).await?;
    let merged = merge(&house, &kept, &other).await?;
    assert_eq!(prescribed(&merged), [two.clone(), one]);
    let card = &merged["card"];
    assert_eq!(
        card["full_name"], "Ada Example",
        "what the kept card says stands"
    );
    assert_eq!(
        card["phone"], "01632 960001",
        "what it does not say is filled in"
    );
    assert_eq!(card["access"], json!(["captions"]));
    assert_eq!(merged["identifiers"][0]["value"], "9434765919");
    assert_eq!(merged["merged"][0]["full_name"], "Ada B Example");
    let gone = house
        .get(&house.prescriber, &format!("/api/patients/{other}"))
        .await?;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let asked = json!({ "text": "9434765919" });
    let found = house
        .post(&house.prescriber, "/api/patients/search", asked)
        .await?;
    let found = found.expect(StatusCode::OK);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(found["items"][0]["id"], json!(kept));
    let path = format!("/api/prescriptions/{two}");
    let read = house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(read["patient_name"], "Ada Example");
    Ok(())
}

async fn the_undo_gives_back_exactly_what_followed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(kept, one), (other, two)] = two_cards(&house).await?;
    let (kept_before, other_before) = (page(&house, &kept).await?, page(&house, &other).await?);
    let merged = merge(&house, &kept, &other).await?;
    let mut again = order("", true);
    again["patient"] = Value::Null;
    again["patient_id"] = json!(kept);
    let since = house
        .post(&house.prescriber, "/api/prescriptions", again)
        .await?;
    let since = since.expect(StatusCode::CREATED)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let undone = undo(&house, &house.prescriber, &merged)
        .await?
        .expect(StatusCode::OK);
    let revived = page(&house, &other).await?;
    for name in ["card", "identifiers"] {
        assert_eq!(undone[name], kept_before[name], "{name}");
        assert_eq!(revived[name], other_before[name], "{name}");
    }
    assert_eq!(
        prescribed(&undone),
        [since, one],
        "what came since stays where it was put"
    );
    assert_eq!(prescribed(&revived), [two]);
    assert_eq!(undone["merged"], json!([]));
    let asked = json!({ "text": "9434765919" });
    let found = house
        .post(&house.prescriber, "/api/patients/search", asked)
        .await?;
    assert_eq!(found.expect(StatusCode::OK)["items"][0]["id"], json!(other));
    let twice = undo(&house, &house.prescriber, &merged).await?;
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
    Ok(())
}

async fn a_card_corrected_since_keeps_its_new_face_when_the_merge_is_undone(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(kept, _), (other, two)] = two_cards(&house).await?;
    let merged = merge(&house, &kept, &other).await?;
    let change = json!({ "version": merged["version"], "patient": {
        "full_name": "Ada Sample", "email": "ada@example.org",
    }});
    let path = format!("/api/patients/{kept}/change");
    house
        .post(&house.prescriber, &path, change)
        .await?
        .expect(StatusCode::OK);
    let undone = undo(&house, &house.prescriber, &merged)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(undone["card"]["full_name"], "Ada Sample");
    assert_eq!(prescribed(&page(&house, &other).await?), [two]);
    Ok(())
}

async fn a_stale_page_merges_nothing(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(kept, _), (other, _)] = two_cards(&house).await?;
    let path = format!("/api/patients/{kept}/merge");
    for (version, other_version) in [(2, 1), (1, 2)] {
        let body = json!({ "version": version, "other_id": other, "other_version": other_version });
        let answer = house.post(&house.prescriber, &path, body).await?;
        assert_eq!(
            (answer.status, answer.slug()),
            (StatusCode::CONFLICT, "changed-since")
        );
    }
    let itself = json!({ "version": 1, "other_id": kept, "other_version": 1 });
    let answer = house.post(&house.prescriber, &path, itself).await?;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(page(&house, &other).await?["version"], 1);
    Ok(())
}

async fn the_later_merge_is_undone_first(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(first, _), (second, two)] = two_cards(&house).await?;
    let third = json!({ "full_name": "Ada C Example", "email": "ada@example.org" });
    let (third, _) = registered(&house, third).await?;
    let earlier = merge(&house, &first, &second).await?;
    let later = merge(&house, &third, &first).await?;
    let early = undo(&house, &house.prescriber, &earlier).await?;
    assert_eq!(
        (early.status, early.slug()),
        (StatusCode::CONFLICT, "changed-since")
    );
    undo(&house, &house.prescriber, &later)
        .await?
        .expect(StatusCode::OK);
    undo(&house, &house.prescriber, &earlier)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(prescribed(&page(&house, &second).await?), [two]);
    Ok(())
}

async fn a_chain_of_merges_is_undone_to_what_each_card_was(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(first, _), (second, _)] = two_cards(&house).await?;
    let third = json!({
        "full_name": "Ada C Example", "email": "c@example.org", "birth_date": "1958-04-23",
        "language": "es",
    });
    let (third, _) = registered(&house, third).await?;
    let before = page(&house, &first).await?;
    let between = merge(&house, &first, &second).await?;
    let all = merge(&house, &first, &third).await?;
    assert_eq!(all["card"]["language"], "es");
    let once = undo(&house, &house.prescriber, &all).await?;
    let once = once.expect(StatusCode::OK);
    assert_eq!(once["card"], between["card"]);
    let twice = undo(&house, &house.prescriber, &once).await?;
    let twice = twice.expect(StatusCode::OK);
    assert_eq!(twice["card"], before["card"]);
    assert_eq!(twice["identifiers"], before["identifiers"]);
    Ok(())
}

/// The telephone number on the card of every referral the charity received, newest first.
async fn phones_that_crossed(house: &House) -> anyhow::Result<Vec<Value>> {
    let newest = json!({ "tab": "all", "order": "newest" });
    let caseload = house.search(&house.link_worker, newest).await?;
    let caseload = caseload.expect(StatusCode::OK);
    let mut phones = Vec::new();
    for row in caseload["items"].as_array().unwrap() {
        let path = format!("/api/referrals/{}", row["id"].as_str().unwrap());
        let read = house.get(&house.link_worker, &path).await?;
        phones.push(read.expect(StatusCode::OK)["patient"]["phone"].clone());
    }
    Ok(phones)
}

async fn whoever_answers_reads_the_card_as_it_is_after_a_merge_and_its_undo(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(kept, _), (other, _)] = two_cards(&house).await?;
    let known = json!("01632 960001");
    assert_eq!(
        phones_that_crossed(&house).await?,
        [known.clone(), Value::Null]
    );
    let mut merged = Value::Null;
    let hints = house
        .hinted(CHARITY, async {
            merged = merge(&house, &kept, &other).await?;
            Ok(())
        })
        .await?;
    assert!(hints.contains(&"referrals".to_owned()), "{hints:?}");
    assert_eq!(
        phones_that_crossed(&house).await?,
        [known.clone(), known.clone()]
    );
    undo(&house, &house.prescriber, &merged)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(phones_that_crossed(&house).await?, [known, Value::Null]);
    Ok(())
}

async fn cards_of_another_organisation_are_not_found(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(kept, _), (other, _)] = two_cards(&house).await?;
    let merged = merge(&house, &kept, &other).await?;
    let answer = undo(&house, &house.stranger, &merged).await?;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    Ok(())
}

async fn a_merge_and_its_undo_stand_in_the_trail(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let [(kept, _), (other, _)] = two_cards(&house).await?;
    let merged = merge(&house, &kept, &other).await?;
    undo(&house, &house.prescriber, &merged)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        house.audited(PRACTICE, "patient.merged").await?,
        2,
        "a line for each card"
    );
    assert_eq!(house.audited(PRACTICE, "patient.unmerged").await?, 2);
    assert_eq!(house.audited(CHARITY, "patient.merged").await?, 0);
    Ok(())
}
