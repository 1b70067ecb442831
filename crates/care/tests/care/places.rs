//! Places are offered, waited for, taken and left, and nobody loses one without a word.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{CHARITY, House, attended, id_of};

on_both_databases!(
    a_place_kept_for_a_patient_counts_as_taken_until_they_answer,
    who_takes_the_place_kept_for_them_is_in_the_group,
    a_declined_place_goes_to_the_next_in_line_a_moment_later,
    a_decline_can_be_taken_back_while_the_place_is_free,
    an_offer_nobody_answers_runs_out_and_the_next_is_offered_the_place,
    a_line_is_kept_in_the_order_of_coming,
    who_leaves_a_line_by_mistake_gets_their_place_in_it_back,
    a_group_may_take_nobody_who_waits,
    who_leaves_a_group_looks_for_another_and_may_come_back,
    the_dose_counts_every_group_the_patient_was_in,
    a_place_made_by_raising_the_capacity_is_offered,
    who_no_longer_looks_for_a_place_gives_it_back,
    a_stale_answer_is_refused,
    a_group_is_started_for_those_who_look_for_it,
);

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

async fn places(house: &House, referral: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}/places");
    let answer = house.get(&house.link_worker, &path).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn group_row(house: &House, group: &str) -> anyhow::Result<Value> {
    let path = format!("/api/groups/{group}");
    let answer = house.get(&house.link_worker, &path).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn post(house: &House, path: String, body: Value) -> anyhow::Result<crate::asking::Answer> {
    house.post(&house.link_worker, &path, body).await
}

async fn offered(house: &House, referral: &str, group: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}/offers");
    let answer = post(house, path, json!({ "group_id": group })).await?;
    Ok(answer.expect(StatusCode::OK)["offer"].clone())
}

async fn waits(house: &House, referral: &str, group: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}/waits");
    let answer = post(house, path, json!({ "group_id": group })).await?;
    Ok(answer.expect(StatusCode::OK))
}

/// Lets a minute pass, and the house look after its lines.
async fn a_minute_later(house: &House) -> anyhow::Result<()> {
    house.ground.clock.advance(MINUTE);
    Ok(house.care.tend_places().await?)
}

async fn a_place_kept_for_a_patient_counts_as_taken_until_they_answer(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let ada = house.accepted("Ada Example").await?;
    let ben = house.accepted("Ben Example").await?;
    let offer = offered(&house, &ada, &group).await?;
    assert_eq!(offer["automatic"], false);
    let row = group_row(&house, &group).await?;
    assert_eq!((&row["members"], &row["offered"]), (&json!(0), &json!(1)));
    assert_eq!(row["place_status"], "waitlist");
    for act in ["match", "offers"] {
        let path = format!("/api/referrals/{ben}/{act}");
        let answer = post(&house, path, json!({ "group_id": group })).await?;
        assert_eq!(answer.slug(), "group-full");
    }
    let path = format!("/api/referrals/{ada}/offers");
    let again = post(&house, path, json!({ "group_id": group })).await?;
    assert_eq!(again.slug(), "already-offered");
    assert_eq!(house.recorded(CHARITY, "offer.made").await?, 1);
    assert_eq!(house.audited(CHARITY, "offer.made").await?, 1);
    Ok(())
}

async fn who_takes_the_place_kept_for_them_is_in_the_group(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let ada = house.accepted("Ada Example").await?;
    waits(&house, &ada, &group).await?;
    let offer = offered(&house, &ada, &group).await?;
    let path = format!("/api/offers/{}/accept", id_of(&offer));
    let seen = json!({ "version": offer["version"] });
    let taken = post(&house, path.clone(), seen.clone()).await?;
    assert_eq!(
        taken.expect(StatusCode::OK)["membership"]["group_id"],
        group
    );
    let row = group_row(&house, &group).await?;
    assert_eq!((&row["members"], &row["offered"]), (&json!(1), &json!(0)));
    assert_eq!(row["waiting"], 0, "who has a place waits for none");
    let twice = post(&house, path, seen).await?;
    assert_eq!(twice.slug(), "offer-closed");
    assert_eq!(house.recorded(CHARITY, "membership.started").await?, 1);
    Ok(())
}

async fn a_declined_place_goes_to_the_next_in_line_a_moment_later(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let ada = house.accepted("Ada Example").await?;
    let ben = house.accepted("Ben Example").await?;
    let offer = offered(&house, &ada, &group).await?;
    waits(&house, &ben, &group).await?;
    let path = format!("/api/offers/{}/decline", id_of(&offer));
    let declined = post(&house, path, json!({ "version": offer["version"] })).await?;
    assert_eq!(declined.expect(StatusCode::OK)["offer"], Value::Null);
    house.care.tend_places().await?;
    assert_eq!(
        places(&house, &ben).await?["offer"],
        Value::Null,
        "for half a minute it can be taken back"
    );
    a_minute_later(&house).await?;
    let next = places(&house, &ben).await?;
    assert_eq!(next["offer"]["group_id"], group);
    assert_eq!(next["offer"]["automatic"], true);
    assert_eq!(next["waits"][0]["position"], 1);
    Ok(())
}

async fn a_decline_can_be_taken_back_while_the_place_is_free(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let ada = house.accepted("Ada Example").await?;
    let ben = house.accepted("Ben Example").await?;
    waits(&house, &ada, &group).await?;
    let offer = offered(&house, &ada, &group).await?;
    let id = id_of(&offer);
    let decline = format!("/api/offers/{id}/decline");
    let reopen = format!("/api/offers/{id}/reopen");
    post(&house, decline.clone(), json!({ "version": 1 }))
        .await?
        .expect(StatusCode::OK);
    let again = post(&house, reopen.clone(), json!({ "version": 2 })).await?;
    let again = again.expect(StatusCode::OK);
    assert_eq!(again["offer"]["id"], offer["id"]);
    assert_eq!(again["waits"][0]["position"], 1, "with the place in line");
    post(&house, decline, json!({ "version": 3 }))
        .await?
        .expect(StatusCode::OK);
    house.matched(&ben, &group).await?;
    let late = post(&house, reopen, json!({ "version": 4 })).await?;
    assert_eq!(late.slug(), "group-full");
    Ok(())
}

async fn an_offer_nobody_answers_runs_out_and_the_next_is_offered_the_place(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let ada = house.accepted("Ada Example").await?;
    let ben = house.accepted("Ben Example").await?;
    waits(&house, &ada, &group).await?;
    waits(&house, &ben, &group).await?;
    a_minute_later(&house).await?;
    assert_eq!(places(&house, &ada).await?["offer"]["automatic"], true);
    assert_eq!(places(&house, &ben).await?["offer"], Value::Null);
    house.ground.clock.advance(WEEK);
    house.care.tend_places().await?;
    let lost = places(&house, &ada).await?;
    assert_eq!((&lost["offer"], &lost["waits"]), (&Value::Null, &json!([])));
    assert_eq!(places(&house, &ben).await?["offer"]["automatic"], true);
    assert_eq!(house.recorded(CHARITY, "offer.expired").await?, 1);
    Ok(())
}

async fn a_line_is_kept_in_the_order_of_coming(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let first = house.accepted("Cy Example").await?;
    house.matched(&first, &group).await?;
    let ada = house.accepted("Ada Example").await?;
    let ben = house.accepted("Ben Example").await?;
    waits(&house, &ben, &group).await?;
    waits(&house, &ada, &group).await?;
    waits(&house, &ben, &group).await?;
    let path = format!("/api/groups/{group}/line");
    let line = house.get(&house.link_worker, &path).await?;
    let line = line.expect(StatusCode::OK);
    let waiting = line["waiting"].as_array().unwrap();
    let told: Vec<_> = waiting
        .iter()
        .map(|one| {
            (
                one["patient_name"].as_str().unwrap(),
                one["position"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("Ben Example", 1), ("Ada Example", 2)]);
    let path = format!("/api/referrals/{ada}/places");
    assert_eq!(house.audited(CHARITY, "referral.read").await?, 0);
    house.get(&house.link_worker, &path).await?;
    assert_eq!(house.audited(CHARITY, "referral.read").await?, 1);
    Ok(())
}

async fn who_leaves_a_line_by_mistake_gets_their_place_in_it_back(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let first = house.accepted("Cy Example").await?;
    house.matched(&first, &group).await?;
    let ada = house.accepted("Ada Example").await?;
    let ben = house.accepted("Ben Example").await?;
    waits(&house, &ada, &group).await?;
    waits(&house, &ben, &group).await?;
    let end = format!("/api/referrals/{ada}/waits/end");
    let choice = json!({ "group_id": group });
    let left = post(&house, end.clone(), choice.clone()).await?;
    assert_eq!(left.expect(StatusCode::OK)["waits"], json!([]));
    let back = waits(&house, &ada, &group).await?;
    assert_eq!(back["waits"][0]["position"], 1);
    post(&house, end, choice).await?.expect(StatusCode::OK);
    house.ground.clock.advance(MINUTE);
    let later = waits(&house, &ada, &group).await?;
    assert_eq!(later["waits"][0]["position"], 2, "later it is a new wait");
    Ok(())
}

async fn a_group_may_take_nobody_who_waits(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let path = format!("/api/groups/{group}");
    post(&house, path, edit(1, 1, false))
        .await?
        .expect(StatusCode::OK);
    let ada = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{ada}/waits");
    let answer = post(&house, path, json!({ "group_id": group })).await?;
    assert_eq!(answer.slug(), "not-taking-waiting");
    Ok(())
}

async fn who_leaves_a_group_looks_for_another_and_may_come_back(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let walkers = house.group("Walkers", 1).await?;
    let singers = house.group("Singers", 1).await?;
    let ada = house.accepted("Ada Example").await?;
    let membership = house.matched(&ada, &walkers).await?;
    let leave = format!("/api/memberships/{membership}/withdraw");
    for _ in 0..2 {
        let left = post(&house, leave.clone(), json!({})).await?;
        left.expect(StatusCode::NO_CONTENT);
    }
    assert_eq!(house.recorded(CHARITY, "membership.ended").await?, 1);
    let path = format!("/api/referrals/{ada}");
    let referral = house.get(&house.link_worker, &path).await?;
    let referral = referral.expect(StatusCode::OK);
    assert_eq!(referral["status"], "accepted");
    assert_eq!(referral["membership"], Value::Null, "no place is in force");
    let other = house.matched(&ada, &singers).await?;
    assert_ne!(other, membership);
    let back = format!("/api/memberships/{membership}/return");
    let elsewhere = post(&house, back.clone(), json!({})).await?;
    assert_eq!(elsewhere.slug(), "already-matched");
    let leave = format!("/api/memberships/{other}/withdraw");
    post(&house, leave, json!({}))
        .await?
        .expect(StatusCode::NO_CONTENT);
    let again = post(&house, back, json!({})).await?;
    assert_eq!(
        id_of(&again.expect(StatusCode::OK)["membership"]),
        membership,
        "the old place, and with it the old door link"
    );
    let former = places(&house, &ada).await?["former"].clone();
    assert_eq!(former[0]["group_name"], "Singers");
    assert_eq!(former.as_array().map(Vec::len), Some(1));
    Ok(())
}

async fn the_dose_counts_every_group_the_patient_was_in(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let walkers = house.group("Walkers", 1).await?;
    let singers = house.group("Singers", 1).await?;
    let (prescription, ada) = house.prescribed("Ada Example", true).await?;
    let accept = format!("/api/referrals/{ada}/accept");
    post(&house, accept, json!({}))
        .await?
        .expect(StatusCode::OK);
    let first = house.matched(&ada, &walkers).await?;
    attended(&house.ground, &first, &prescription, 2).await?;
    let leave = format!("/api/memberships/{first}/withdraw");
    post(&house, leave, json!({}))
        .await?
        .expect(StatusCode::NO_CONTENT);
    let second = house.matched(&ada, &singers).await?;
    attended(&house.ground, &second, &prescription, 3).await?;
    let list = house.own_prescriptions(&house.prescriber).await?;
    let list = list.expect(StatusCode::OK);
    assert_eq!(
        list["items"].as_array().map(Vec::len),
        Some(1),
        "one line each"
    );
    assert_eq!(list["items"][0]["progress"]["attended"], 5);
    let all = json!({ "tab": "all" });
    let caseload = post(&house, "/api/referrals/search".into(), all).await?;
    let caseload = caseload.expect(StatusCode::OK);
    assert_eq!(caseload["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(caseload["items"][0]["group_name"], "Singers");
    Ok(())
}

async fn a_place_made_by_raising_the_capacity_is_offered(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let ben = house.accepted("Ben Example").await?;
    house.matched(&ben, &group).await?;
    let ada = house.accepted("Ada Example").await?;
    waits(&house, &ada, &group).await?;
    a_minute_later(&house).await?;
    assert_eq!(places(&house, &ada).await?["offer"], Value::Null);
    let path = format!("/api/groups/{group}");
    post(&house, path, edit(1, 2, true))
        .await?
        .expect(StatusCode::OK);
    a_minute_later(&house).await?;
    assert_eq!(places(&house, &ada).await?["offer"]["automatic"], true);
    Ok(())
}

async fn who_no_longer_looks_for_a_place_gives_it_back(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let walkers = house.group("Walkers", 1).await?;
    let singers = house.group("Singers", 1).await?;
    let ada = house.accepted("Ada Example").await?;
    let ben = house.accepted("Ben Example").await?;
    offered(&house, &ada, &walkers).await?;
    waits(&house, &ada, &walkers).await?;
    waits(&house, &ben, &walkers).await?;
    house.matched(&ada, &singers).await?;
    let row = group_row(&house, &walkers).await?;
    assert_eq!((&row["offered"], &row["waiting"]), (&json!(0), &json!(1)));
    a_minute_later(&house).await?;
    assert_eq!(places(&house, &ben).await?["offer"]["automatic"], true);
    Ok(())
}

async fn a_stale_answer_is_refused(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 2).await?;
    let path = format!("/api/groups/{group}");
    post(&house, path.clone(), edit(1, 4, true))
        .await?
        .expect(StatusCode::OK);
    let late = post(&house, path.clone(), edit(1, 1, true)).await?;
    assert_eq!(
        (late.status, late.slug()),
        (StatusCode::CONFLICT, "changed-since")
    );
    assert_eq!(
        late.body["detail"],
        "Lin Example has changed this group since. It now has 4 places. Nothing of yours was saved yet. Look at it again, then decide."
    );
    let confirm = format!("{path}/confirm");
    let late = post(&house, confirm.clone(), json!({ "version": 1 })).await?;
    assert_eq!(late.slug(), "changed-since");
    post(&house, confirm, json!({ "version": 2 }))
        .await?
        .expect(StatusCode::OK);
    let ada = house.accepted("Ada Example").await?;
    let offer = offered(&house, &ada, &group).await?;
    let path = format!("/api/offers/{}/accept", id_of(&offer));
    let stale = post(&house, path, json!({ "version": 7 })).await?;
    assert_eq!(stale.slug(), "offer-closed");
    Ok(())
}

async fn a_group_is_started_for_those_who_look_for_it(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let heart = json!({ "topic": "Heart", "language": "es", "times": ["evening"] });
    let mut looking = Vec::new();
    for number in 0..3 {
        let referral = house.accepted(&format!("Patient{number} Example")).await?;
        let path = format!("/api/referrals/{referral}/wishes");
        let wished = post(&house, path, heart.clone()).await?;
        wished.expect(StatusCode::OK);
        looking.push(referral);
    }
    house.accepted("Ada Example").await?;
    let demand = house.get(&house.link_worker, "/api/unmet-demand").await?;
    let demand = demand.expect(StatusCode::OK);
    let said = |item: usize| demand["items"][item]["says"].as_str().unwrap();
    assert_eq!(said(0), "3 people want an evening heart group in Spanish.");
    assert_eq!(said(1), "1 person wants a group.");
    let sought = json!({ "topic": "heart", "language": "es", "time": "evening" });
    let start = json!({ "sought": sought, "group": crate::fixture::group("Corazones", 2) });
    let started = post(&house, "/api/unmet-demand/groups".to_owned(), start).await?;
    let started = started.expect(StatusCode::CREATED);
    assert_eq!(
        (&started["invited"], &started["waiting"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(
        (&started["group"]["offered"], &started["group"]["waiting"]),
        (&json!(2), &json!(1))
    );
    for referral in looking.iter().take(2) {
        assert_eq!(
            places(&house, referral).await?["offer"]["group_name"],
            "Corazones"
        );
    }
    let last = looking.last().map_or("", String::as_str);
    assert_eq!(places(&house, last).await?["waits"][0]["position"], 1);
    let demand = house.get(&house.link_worker, "/api/unmet-demand").await?;
    let demand = demand.expect(StatusCode::OK);
    assert_eq!(demand["items"][0]["says"], "1 person wants a group.");
    Ok(())
}

pub(crate) fn edit(version: i64, capacity: i64, takes_waiting: bool) -> Value {
    json!({
        "version": version,
        "name": "Walkers",
        "topic": "Heart and walking",
        "language": "en",
        "capacity": capacity,
        "takes_waiting": takes_waiting,
        "suits": { "topics": ["Heart"], "languages": ["es"], "youngest": 18 },
    })
}
