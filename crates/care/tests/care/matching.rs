//! A patient is given a place, and never one that is not there.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_care::CareError;
use wellmet_foundation::{Ground, on_both_databases};
use wellmet_vocabulary::{GroupId, ReferralId};

use crate::asking::{Asker, without_ids};
use crate::fixture::{CHARITY, House, PRACTICE, group, order, schedule};

on_both_databases!(
    a_matched_patient_is_on_the_roster_and_the_referral_in_progress,
    candidate_groups_come_with_reasons_the_best_first,
    until_somebody_asks_the_patient_their_card_says_what_suits,
    the_best_of_many_groups_is_found_wherever_it_stands,
    twenty_link_workers_at_once_fill_three_places_and_no_more,
    one_patient_gets_one_place_however_many_match_at_once,
    a_full_group_takes_nobody,
    only_an_accepted_referral_gets_a_place,
    namesakes_are_told_apart,
);

async fn a_matched_patient_is_on_the_roster_and_the_referral_in_progress(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let group = house.group("Walkers", 3).await?;
    let path = format!("/api/referrals/{referral}/match");
    let choice = json!({ "group_id": group });
    let mut told = Value::Null;
    let hints = house
        .hinted(CHARITY, async {
            let answer = house.post(&house.link_worker, &path, choice).await?;
            told = answer.expect(StatusCode::CREATED);
            Ok(())
        })
        .await?;
    assert_eq!(
        hints,
        [
            "referrals".to_owned(),
            "groups".to_owned(),
            format!("sessions:{group}")
        ]
    );
    insta::assert_json_snapshot!("matched", without_ids(&told));
    let path = format!("/api/groups/{group}");
    let roster = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    insta::assert_json_snapshot!("roster", without_ids(&roster));
    let path = format!("/api/referrals/{referral}");
    let detail = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    insta::assert_json_snapshot!("matched_referral", without_ids(&detail));
    assert_eq!(house.recorded(CHARITY, "membership.started").await?, 1);
    assert_eq!(house.audited(CHARITY, "membership.started").await?, 1);
    assert_eq!(house.audited(CHARITY, "group.read").await?, 1);
    let list = house.own_prescriptions(&house.prescriber).await?;
    assert_eq!(
        list.expect(StatusCode::OK)["items"][0]["status"],
        "in_progress"
    );
    Ok(())
}

async fn candidate_groups_come_with_reasons_the_best_first(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let full = house.group("A full one", 1).await?;
    house.group("An empty plan", 8).await?;
    let fitting = house.group("Walkers", 8).await?;
    schedule(&house.ground, &full, 6).await?;
    schedule(&house.ground, &fitting, 6).await?;
    let first = house.accepted("Ben Example").await?;
    house.matched(&first, &full).await?;
    let referral = house.accepted("Ada Example").await?;
    let candidates = candidates(&house, &referral, json!({})).await?;
    insta::assert_json_snapshot!("candidates", without_ids(&candidates));
    Ok(())
}

async fn the_best_of_many_groups_is_found_wherever_it_stands(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for number in 0..60 {
        house.group(&format!("Group {number:02}"), 8).await?;
    }
    let mut fitting = group("Zulu hearts", 8);
    fitting["topic"] = json!("Company");
    fitting["suits"] = json!({
        "topics": ["heart"], "languages": ["es"], "features": ["quiet", "captions"],
        "youngest": 60, "oldest": null,
    });
    let made = house
        .post(&house.link_worker, "/api/groups", fitting)
        .await?;
    let best = made.expect(StatusCode::CREATED)["id"].clone();
    let referral = house.accepted("Ada Example").await?;
    let wishes = json!({
        "topic": "heart", "language": "es-MX", "age": 70, "features": ["quiet", "captions"],
    });
    let path = format!("/api/referrals/{referral}/wishes");
    let wished = house.post(&house.link_worker, &path, wishes).await?;
    wished.expect(StatusCode::OK);
    let told = candidates(&house, &referral, json!({})).await?;
    let items = told["items"].as_array().unwrap();
    assert_eq!((items.len(), &told["found"]), (30, &json!(61)));
    assert_eq!(items[0]["group"]["id"], best);
    let says: Vec<_> = items[0]["fits"].as_array().unwrap().iter().collect();
    let says: Vec<_> = says.iter().map(|fit| fit["says"].as_str()).collect();
    assert_eq!(
        says.into_iter().flatten().collect::<Vec<_>>(),
        [
            "There are 8 free places.",
            "It is about heart, as wished.",
            "Somebody there speaks Spanish.",
            "It is for people of this age.",
            "Captions or a hearing loop: confirmed.",
            "A quiet place: confirmed.",
            "No session is planned yet.",
        ]
    );
    assert_eq!(items[1]["group"]["name"], "Group 00", "the rest by name");
    let sought = json!({ "words": "42 group", "free_only": true });
    let told = candidates(&house, &referral, sought).await?;
    assert_eq!(told["found"], 1);
    assert_eq!(told["items"][0]["group"]["name"], "Group 42");
    Ok(())
}

async fn until_somebody_asks_the_patient_their_card_says_what_suits(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.group("Walkers", 8).await?;
    let mut order = order("Ada Example", true);
    let card = &mut order["patient"];
    card["birth_date"] = json!("1950-03-01");
    card["language"] = json!("es");
    card["access"] = json!(["step_free"]);
    let (_, referral) = house.ordered(order).await?;
    house.accept(&referral).await?;
    let path = format!("/api/referrals/{referral}/places");
    let places = house.get(&house.link_worker, &path).await?;
    let known = places.expect(StatusCode::OK)["wishes"].clone();
    let on_card = json!({
        "topic": null, "language": "es", "times": [], "age": 76, "features": ["step_free"],
        "from_card": true,
    });
    assert_eq!(known, on_card);
    let told = candidates(&house, &referral, json!({})).await?;
    let fits = told["items"][0]["fits"].to_string();
    assert!(fits.contains("It is not held in Spanish."), "{fits}");
    assert!(fits.contains("Step-free access: not confirmed."), "{fits}");
    let path = format!("/api/referrals/{referral}/wishes");
    let wished = house.post(&house.link_worker, &path, json!({})).await?;
    assert_eq!(wished.expect(StatusCode::OK)["wishes"]["from_card"], false);
    let told = candidates(&house, &referral, json!({})).await?;
    let fits = told["items"][0]["fits"].to_string();
    assert!(!fits.contains("Spanish"), "what they say counts");
    Ok(())
}

/// The groups that fit the patient of `referral` best, of those that are `sought`.
async fn candidates(house: &House, referral: &str, sought: Value) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}/groups/search");
    let told = house.post(&house.link_worker, &path, sought).await?;
    Ok(told.expect(StatusCode::OK))
}

async fn twenty_link_workers_at_once_fill_three_places_and_no_more(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 3).await?;
    let mut ready = Vec::new();
    for number in 0..20 {
        let referral = house.accepted(&format!("Patient{number} Example")).await?;
        ready.push(matching(&house, &referral, &group)?);
    }
    house.opened_every_connection().await?;
    let attempts: tokio::task::JoinSet<_> = ready.into_iter().collect();
    let outcomes = attempts.join_all().await;
    let matched = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let full = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Err(CareError::GroupFull)));
    assert_eq!((matched, full.count()), (3, 17));
    let path = format!("/api/groups/{group}");
    let roster = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(roster["members"], 3);
    assert_eq!(roster["roster"].as_array().map(Vec::len), Some(3));
    Ok(())
}

async fn one_patient_gets_one_place_however_many_match_at_once(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let mut ready = Vec::new();
    for number in 0..8 {
        let group = house.group(&format!("Group {number}"), 3).await?;
        ready.push(matching(&house, &referral, &group)?);
    }
    house.opened_every_connection().await?;
    let attempts: tokio::task::JoinSet<_> = ready.into_iter().collect();
    let outcomes = attempts.join_all().await;
    let matched = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let late = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Err(CareError::AlreadyMatched)));
    assert_eq!((matched, late.count()), (1, 7));
    assert_eq!(house.recorded(CHARITY, "membership.started").await?, 1);
    Ok(())
}

/// One link worker's attempt, ready to run beside others.
fn matching(
    house: &House,
    referral: &str,
    group: &str,
) -> anyhow::Result<impl Future<Output = Result<(), CareError>> + Send + 'static> {
    let Asker::Staff(caller) = house.link_worker.clone() else {
        anyhow::bail!("a link worker is staff");
    };
    let care = house.care.clone();
    let referral: ReferralId = referral.parse()?;
    let group: GroupId = group.parse()?;
    Ok(async move {
        care.match_to_group(&caller, referral, group)
            .await
            .map(drop)
    })
}

async fn a_full_group_takes_nobody(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 1).await?;
    let first = house.accepted("Ada Example").await?;
    house.matched(&first, &group).await?;
    let second = house.accepted("Ben Example").await?;
    let path = format!("/api/referrals/{second}/match");
    let answer = house
        .post(&house.link_worker, &path, json!({ "group_id": group }))
        .await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::CONFLICT, "group-full")
    );
    let path = format!("/api/referrals/{second}");
    let detail = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(
        detail["status"], "accepted",
        "still to be matched elsewhere"
    );
    Ok(())
}

async fn only_an_accepted_referral_gets_a_place(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 3).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/match");
    let choice = json!({ "group_id": group });
    let early = house
        .post(&house.link_worker, &path, choice.clone())
        .await?;
    assert_eq!(
        (early.status, early.slug()),
        (StatusCode::CONFLICT, "not-accepted")
    );
    let accept = format!("/api/referrals/{referral}/accept");
    house
        .post(&house.link_worker, &accept, json!({}))
        .await?
        .expect(StatusCode::OK);
    house.matched(&referral, &group).await?;
    let again = house.post(&house.link_worker, &path, choice).await?;
    assert_eq!(
        (again.status, again.slug()),
        (StatusCode::CONFLICT, "already-matched")
    );
    assert_eq!(
        house.recorded(PRACTICE, "membership.started").await?,
        0,
        "it is the charity's"
    );
    Ok(())
}

async fn namesakes_are_told_apart(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 3).await?;
    for name in ["Ada Example", "ada Instance"] {
        let referral = house.accepted(name).await?;
        house.matched(&referral, &group).await?;
    }
    let path = format!("/api/groups/{group}");
    let detail = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    let aliases: Vec<_> = detail["roster"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["alias"].clone())
        .collect();
    assert_eq!(aliases, ["Ada", "ada 2"]);
    Ok(())
}
