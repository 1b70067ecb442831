//! What becomes of a patient who was handed on, once and once more, is known all the way back.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::changing::answer;
use crate::fixture::{CHARITY, STRANGER, card, id_of};
use crate::handing::{Handed, hand_on};

on_both_databases!(
    the_reason_of_an_end_travels_all_the_way_back,
    what_comes_back_says_why_to_whoever_handed_it_on,
    what_is_taken_back_is_open_again_all_the_way_back,
    a_place_that_ends_with_the_prescription_is_an_event,
    onward_withdrawn_calls_back_what_nobody_has_taken_on,
    onward_withdrawn_asks_to_speak_with_whom_a_partner_looks_after,
    onward_withdrawn_keeps_new_details_from_the_partner,
);

/// The charity hands on to the stranger, and the stranger back to the charity.
async fn thrice(ground: Ground) -> anyhow::Result<(Handed, String, String)> {
    let (handed, middle) = Handed::on(ground).await?;
    handed.house.partnership(STRANGER, CHARITY).await?;
    theirs(&handed, &middle, "accept", json!({})).await?;
    theirs(&handed, &middle, "hand-on", hand_on(CHARITY, true)).await?;
    let all = json!({ "tab": "all" });
    let page = handed.house.search(&handed.house.link_worker, all).await?;
    let page = page.expect(StatusCode::OK);
    let mut ids = page["items"].as_array().unwrap().iter().map(id_of);
    let last = ids.find(|id| *id != handed.referral).unwrap();
    Ok((handed, middle, last))
}

async fn theirs(handed: &Handed, child: &str, verb: &str, body: Value) -> anyhow::Result<Value> {
    Ok(handed
        .theirs(child, verb, body)
        .await?
        .expect(StatusCode::OK))
}

async fn at_the_charity(
    handed: &Handed,
    referral: &str,
    verb: &str,
    body: Value,
) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}/{verb}");
    let house = &handed.house;
    let answer = house.post(&house.link_worker, &path, body).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn middle_of(handed: &Handed, middle: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{middle}");
    let read = handed.house.get(&handed.house.stranger, &path).await?;
    Ok(read.expect(StatusCode::OK))
}

fn last_line(detail: &Value) -> (&str, &str) {
    let last = detail["history"].as_array().unwrap().last().unwrap();
    (
        last["what"].as_str().unwrap(),
        last["why"].as_str().unwrap_or_default(),
    )
}

async fn the_reason_of_an_end_travels_all_the_way_back(ground: Ground) -> anyhow::Result<()> {
    let (handed, middle, last) = thrice(ground).await?;
    at_the_charity(&handed, &last, "accept", json!({})).await?;
    let done = json!({ "step": "complete", "reason": "Found a choir" });
    at_the_charity(&handed, &last, "step", done).await?;
    assert_eq!(
        last_line(&middle_of(&handed, &middle).await?).1,
        "Found a choir"
    );
    assert_eq!(last_line(&handed.detail().await?).1, "Found a choir");
    let told = handed.told().await?;
    assert_eq!(told["status"], "completed");
    assert_eq!(last_line(&told).1, "Found a choir");
    // Each of the three is told in the log of whoever received it.
    let house = &handed.house;
    assert!(house.recorded(STRANGER, "referral.changed").await? >= 1);
    assert!(house.recorded(CHARITY, "referral.changed").await? >= 2);
    Ok(())
}

async fn what_comes_back_says_why_to_whoever_handed_it_on(ground: Ground) -> anyhow::Result<()> {
    let (handed, middle, last) = thrice(ground).await?;
    let full = json!({ "reason": "We are full" });
    at_the_charity(&handed, &last, "reject", full).await?;
    let back = middle_of(&handed, &middle).await?;
    assert_eq!(
        last_line(&back),
        ("Come back from Example Charity.", "We are full")
    );
    assert_eq!(back["tasks"][0]["kind"], "came_back");
    let first = handed.detail().await?;
    assert!(!first.to_string().contains("We are full"));
    Ok(())
}

async fn what_is_taken_back_is_open_again_all_the_way_back(ground: Ground) -> anyhow::Result<()> {
    let (handed, middle, last) = thrice(ground).await?;
    at_the_charity(&handed, &last, "accept", json!({})).await?;
    let hold = json!({ "step": "hold", "reason": "In hospital" });
    at_the_charity(&handed, &last, "step", hold).await?;
    assert_eq!(handed.told().await?["status"], "on_hold");
    theirs(&handed, &middle, "take-back", json!({})).await?;
    assert_eq!(middle_of(&handed, &middle).await?["status"], "accepted");
    assert_eq!(handed.detail().await?["status"], "accepted");
    assert_eq!(handed.told().await?["status"], "accepted");
    Ok(())
}

async fn a_place_that_ends_with_the_prescription_is_an_event(ground: Ground) -> anyhow::Result<()> {
    let handed = Handed::ready(ground).await?;
    let group = handed.house.group("Gentle walks", 4).await?;
    handed.house.matched(&handed.referral, &group).await?;
    let house = &handed.house;
    assert_eq!(house.recorded(CHARITY, "membership.ended").await?, 0);
    let done = json!({ "step": "complete" });
    at_the_charity(&handed, &handed.referral, "step", done).await?;
    assert_eq!(house.recorded(CHARITY, "membership.ended").await?, 1);
    Ok(())
}

async fn onward_withdrawn_calls_back_what_nobody_has_taken_on(
    ground: Ground,
) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    answer(&handed.house, &handed.prescription, "share_onward", false).await?;
    let gone = middle_of(&handed, &child).await?;
    assert_eq!(gone["status"], "cancelled");
    assert_eq!(gone["tasks"][0]["kind"], "cancelled_by_sender");
    let ours = handed.detail().await?;
    assert_eq!(ours["answering"]["ours"], true);
    assert_eq!(ours["handed_on_to"], Value::Null);
    assert_eq!(
        last_line(&ours),
        (
            "Come back from Example Elsewhere.",
            "The patient no longer agrees that their details are passed on."
        )
    );
    assert_eq!(ours["tasks"][0]["kind"], "onward_withdrawn");
    Ok(())
}

async fn onward_withdrawn_asks_to_speak_with_whom_a_partner_looks_after(
    ground: Ground,
) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    theirs(&handed, &child, "accept", json!({})).await?;
    answer(&handed.house, &handed.prescription, "share_onward", false).await?;
    assert_eq!(middle_of(&handed, &child).await?["status"], "accepted");
    let ours = handed.detail().await?;
    assert_eq!(ours["tasks"][0]["kind"], "onward_withdrawn");
    assert_eq!(ours["handed_on_to"]["name"], "Example Elsewhere");
    at_the_charity(&handed, &handed.referral, "take-back", json!({})).await?;
    assert_eq!(middle_of(&handed, &child).await?["status"], "cancelled");
    Ok(())
}

async fn onward_withdrawn_keeps_new_details_from_the_partner(ground: Ground) -> anyhow::Result<()> {
    let (handed, child) = Handed::on(ground).await?;
    theirs(&handed, &child, "accept", json!({})).await?;
    let house = &handed.house;
    renamed(&handed, "Ada Sample").await?;
    let name = |read: Value| read["patient"]["full_name"].clone();
    assert_eq!(name(middle_of(&handed, &child).await?), "Ada Sample");
    answer(house, &handed.prescription, "share_onward", false).await?;
    renamed(&handed, "Ada Specimen").await?;
    assert_eq!(name(middle_of(&handed, &child).await?), "Ada Sample");
    assert_eq!(name(handed.detail().await?), "Ada Specimen");
    Ok(())
}

async fn renamed(handed: &Handed, name: &str) -> anyhow::Result<()> {
    let house = &handed.house;
    let patient = house.patient_of(&handed.prescription).await?;
    let path = format!("/api/patients/{patient}");
    let read = house.get(&house.prescriber, &path).await?;
    let version = read.expect(StatusCode::OK)["version"].clone();
    let change = json!({ "version": version, "patient": card(name) });
    let path = format!("/api/patients/{patient}/change");
    let changed = house.post(&house.prescriber, &path, change).await?;
    changed.expect(StatusCode::OK);
    Ok(())
}
