//! What becomes of a referral once it is taken on: it rests, goes on, ends; and whoever acts on an
//! old page is told what has changed.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::fixture::{CHARITY, House, PATS_PRESCRIPTIONS, PRACTICE};

on_both_databases!(
    a_referral_rests_and_goes_on_where_it_was,
    what_ends_frees_the_place_and_is_told_to_the_prescriber,
    a_rest_and_a_failure_need_a_reason_and_a_patient_who_changes_their_mind_none,
    what_has_ended_stays_ended,
    what_nobody_took_on_can_only_be_ended,
    who_acts_on_an_old_page_is_told_what_has_changed,
    of_two_who_act_on_the_same_page_one_is_told_so,
    a_referral_is_given_to_a_colleague_and_put_back,
    work_is_given_to_link_workers_of_the_organisation_only,
    who_accepts_answers_and_until_then_the_practice_does,
    a_stage_is_noted_and_lost_people_come_back,
);

async fn step(house: &House, referral: &str, body: Value) -> anyhow::Result<crate::asking::Answer> {
    let path = format!("/api/referrals/{referral}/step");
    house.post(&house.link_worker, &path, body).await
}

async fn read(house: &House, referral: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}");
    let answer = house.get(&house.link_worker, &path).await?;
    Ok(answer.expect(StatusCode::OK))
}

fn words(detail: &Value) -> Vec<&str> {
    let lines = detail["history"].as_array().unwrap();
    lines
        .iter()
        .map(|line| line["what"].as_str().unwrap())
        .collect()
}

async fn a_referral_rests_and_goes_on_where_it_was(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let group = house.group("Walkers", 3).await?;
    house.matched(&referral, &group).await?;
    let hold = json!({ "step": "hold", "reason": "In hospital until Christmas" });
    let act = async { step(&house, &referral, hold).await };
    let hints = house.hinted(PRACTICE, act).await?;
    assert_eq!(hints, [PATS_PRESCRIPTIONS]);
    let held = read(&house, &referral).await?;
    assert_eq!(held["status"], "on_hold");
    assert_eq!(held["status_reason"], "In hospital until Christmas");
    let resumed = step(&house, &referral, json!({ "step": "resume" })).await?;
    let resumed = resumed.expect(StatusCode::OK);
    assert_eq!(resumed["status"], "in_progress", "the place was kept");
    assert_eq!(resumed["status_reason"], Value::Null);
    assert_eq!(
        words(&resumed),
        [
            "Received from Example Practice.",
            "Accepted by Lin Example.",
            "Matched to a group by Lin Example.",
            "Put on hold by Lin Example.",
            "Matched to a group by Lin Example.",
        ]
    );
    assert_eq!(resumed["history"][3]["why"], "In hospital until Christmas");
    assert_eq!(house.recorded(CHARITY, "referral.changed").await?, 3);
    assert_eq!(house.audited(CHARITY, "referral.changed").await?, 2);
    assert_eq!(house.recorded(CHARITY, "referral.accepted").await?, 1);
    Ok(())
}

async fn what_ends_frees_the_place_and_is_told_to_the_prescriber(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/accept");
    house.post(&house.link_worker, &path, json!({})).await?;
    let group = house.group("Walkers", 1).await?;
    house.matched(&referral, &group).await?;
    let done = step(&house, &referral, json!({ "step": "complete" })).await?;
    assert_eq!(done.expect(StatusCode::OK)["status"], "completed");
    let second = house.accepted("Ben Example").await?;
    house.matched(&second, &group).await?;
    let path = format!("/api/prescriptions/{prescription}");
    let told = house.get(&house.prescriber, &path).await?;
    let told = told.expect(StatusCode::OK);
    assert_eq!(told["status"], "completed");
    assert_eq!(words(&told).last(), Some(&"The programme is over."));
    Ok(())
}

async fn a_rest_and_a_failure_need_a_reason_and_a_patient_who_changes_their_mind_none(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    for wanted in ["hold", "fail", "complete"] {
        let body = json!({ "step": wanted, "reason": " " });
        let answer = step(&house, &referral, body).await?;
        assert_eq!(answer.fields(), ["reason"], "{wanted}");
    }
    let answer = step(&house, &referral, json!({ "step": "cancel" })).await?;
    assert_eq!(answer.expect(StatusCode::OK)["status"], "cancelled");
    Ok(())
}

async fn what_nobody_took_on_can_only_be_ended(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    for wanted in ["hold", "resume", "complete", "fail"] {
        let body = json!({ "step": wanted, "reason": "Why not" });
        let answer = step(&house, &referral, body).await?;
        let told = (answer.status, answer.slug());
        assert_eq!(told, (StatusCode::CONFLICT, "not-now"), "{wanted}");
    }
    let answer = step(&house, &referral, json!({ "step": "cancel" })).await?;
    assert_eq!(answer.expect(StatusCode::OK)["status"], "cancelled");
    Ok(())
}

async fn what_has_ended_stays_ended(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let fail = json!({ "step": "fail", "reason": "Moved away" });
    step(&house, &referral, fail).await?.expect(StatusCode::OK);
    for wanted in ["hold", "resume", "complete", "fail", "cancel"] {
        let body = json!({ "step": wanted, "reason": "Why not" });
        let answer = step(&house, &referral, body).await?;
        let told = (answer.status, answer.slug());
        assert_eq!(told, (StatusCode::CONFLICT, "not-now"), "{wanted}");
    }
    let path = format!("/api/referrals/{referral}/assign");
    let answer = house.post(&house.link_worker, &path, json!({})).await?;
    assert_eq!(answer.slug(), "not-now");
    Ok(())
}

async fn who_acts_on_an_old_page_is_told_what_has_changed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let seen = read(&house, &referral).await?["version"].clone();
    let path = format!("/api/referrals/{referral}/step");
    let hold = json!({ "step": "hold", "reason": "On holiday", "version": seen });
    house.post(&house.other_link_worker, &path, hold).await?;
    let stale = json!({ "step": "complete", "reason": "Helped", "version": seen });
    let answer = step(&house, &referral, stale).await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::CONFLICT, "changed-since")
    );
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains("Put on hold by Lea Example."), "{detail}");
    assert_eq!(read(&house, &referral).await?["status"], "on_hold");
    Ok(())
}

async fn of_two_who_act_on_the_same_page_one_is_told_so(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let seen = read(&house, &referral).await?["version"].clone();
    house.opened_every_connection().await?;
    let hold = json!({ "step": "hold", "reason": "On holiday", "version": seen });
    let fail = json!({ "step": "fail", "reason": "Moved away", "version": seen });
    let (one, other) = tokio::join!(step(&house, &referral, hold), step(&house, &referral, fail));
    let mut answers = [one?.status, other?.status];
    answers.sort_unstable();
    assert_eq!(answers, [StatusCode::OK, StatusCode::CONFLICT]);
    Ok(())
}

async fn a_referral_is_given_to_a_colleague_and_put_back(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    assert_eq!(
        read(&house, &referral).await?["assigned_to"]["name"],
        "Lin Example"
    );
    let path = format!("/api/referrals/{referral}/assign");
    let lea = json!({ "assigned_to": uuid::Uuid::from_u128(8) });
    let given = house.post(&house.link_worker, &path, lea).await?;
    let given = given.expect(StatusCode::OK);
    assert_eq!(given["assigned_to"]["name"], "Lea Example");
    let back = house
        .post(&house.other_link_worker, &path, json!({}))
        .await?;
    let back = back.expect(StatusCode::OK);
    assert_eq!(back["assigned_to"], Value::Null);
    assert_eq!(
        words(&back)[2..],
        [
            "Given to Lea Example by Lin Example.",
            "Put back for anybody to take by Lea Example.",
        ]
    );
    Ok(())
}

async fn work_is_given_to_link_workers_of_the_organisation_only(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{referral}/assign");
    // A facilitator, the prescriber, somebody elsewhere, nobody at all.
    for staff in [4, 1, 7, 99] {
        let to = json!({ "assigned_to": uuid::Uuid::from_u128(staff) });
        let answer = house.post(&house.link_worker, &path, to).await?;
        assert_eq!(answer.fields(), ["assigned_to"], "{staff}");
    }
    Ok(())
}

async fn who_accepts_answers_and_until_then_the_practice_does(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (_, referral) = house.prescribed("Ada Example", true).await?;
    let before = read(&house, &referral).await?["answering"].clone();
    assert_eq!(before["organisation"]["name"], "Example Practice");
    assert_eq!(
        (&before["ours"], &before["until_taken_on"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        before["person"],
        Value::Null,
        "a practice's staff have no name here"
    );
    let path = format!("/api/referrals/{referral}/accept");
    house.post(&house.link_worker, &path, json!({})).await?;
    let after = read(&house, &referral).await?["answering"].clone();
    assert_eq!(after["person"]["name"], "Lin Example");
    assert_eq!(
        (&after["ours"], &after["until_taken_on"]),
        (&json!(true), &json!(false))
    );
    Ok(())
}

async fn a_stage_is_noted_and_lost_people_come_back(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let group = house.group("Walkers", 3).await?;
    let path = format!("/api/referrals/{referral}/stage");
    let contacted = json!({ "stage": "contacted" });
    let answer = house
        .post(&house.link_worker, &path, contacted.clone())
        .await?;
    assert_eq!(answer.expect(StatusCode::OK)["stage"], "contacted");
    house.matched(&referral, &group).await?;
    let lost = json!({ "stage": "disengaged" });
    let answer = house.post(&house.link_worker, &path, lost).await?;
    assert_eq!(answer.expect(StatusCode::OK)["stage"], "disengaged");
    let answer = house.post(&house.link_worker, &path, contacted).await?;
    let back = answer.expect(StatusCode::OK);
    assert_eq!(back["stage"], "matched", "they still have their place");
    assert_eq!(back["status"], "in_progress");
    Ok(())
}
