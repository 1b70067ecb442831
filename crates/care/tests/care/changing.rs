//! A prescriber changes what they prescribed, and a patient what they agreed to.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::{Ground, on, on_both_databases};

use crate::fixture::{CHARITY, House, PRACTICE, STRANGER};

on_both_databases!(
    an_undecided_prescription_is_changed_whole,
    an_accepted_prescription_keeps_its_partner,
    a_change_of_an_older_page_says_what_happened_since,
    what_is_over_is_not_changed,
    nothing_changed_is_no_news,
    a_reason_taken_back_stands_nowhere_any_more,
    attendance_taken_back_is_told_at_once,
    every_answer_says_who_wrote_it_down,
);

async fn detail(house: &House, prescription: &str) -> anyhow::Result<Value> {
    let path = format!("/api/prescriptions/{prescription}");
    Ok(house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK))
}

async fn change(
    house: &House,
    prescription: &str,
    with: Value,
) -> anyhow::Result<crate::asking::Answer> {
    let before = detail(house, prescription).await?;
    let mut body = json!({
        "version": before["version"], "reason": before["reason"], "dose": before["dose"],
        "urgency": before["urgency"], "to_organisation_id": before["to_organisation"]["id"],
    });
    for (name, value) in with.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = format!("/api/prescriptions/{prescription}/change");
    house.post(&house.prescriber, &path, body).await
}

async fn referral_of(house: &House, referral: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}");
    Ok(house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK))
}

async fn an_undecided_prescription_is_changed_whole(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let with = json!({
        "reason": "Grieving", "goal": "To sleep again", "urgency": "asap",
        "dose": { "sessions": 8, "rhythm": "fortnightly" },
    });
    let hints = house.hinted(CHARITY, async {
        anyhow::Ok(
            change(&house, &prescription, with)
                .await?
                .expect(StatusCode::OK),
        )
    });
    assert!(hints.await?.contains(&"referrals".to_owned()));
    let read = referral_of(&house, &referral).await?;
    assert_eq!(read["reason"], "Grieving");
    assert_eq!(read["goal"], "To sleep again");
    assert_eq!(read["dose"]["sessions"], 8);
    assert_eq!(read["urgency"], "asap");
    let told = detail(&house, &prescription).await?;
    let newest = told["history"].as_array().unwrap().last().unwrap().clone();
    let words =
        "Changed by the prescriber: 8 sessions instead of 6, how often, how soon, reason, goal.";
    assert_eq!(newest["what"], words);
    assert_eq!(house.recorded(PRACTICE, "prescription.changed").await?, 1);
    assert_eq!(house.audited(PRACTICE, "prescription.changed").await?, 1);
    let to = json!({ "to_organisation_id": STRANGER });
    let answer = change(&house, &prescription, to).await?;
    assert_eq!(answer.fields(), ["to_organisation_id"]);
    Ok(())
}

async fn an_accepted_prescription_keeps_its_partner(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/accept");
    house.post(&house.link_worker, &path, json!({})).await?;
    let elsewhere = json!({ "to_organisation_id": Uuid::from_u128(99) });
    let answer = change(&house, &prescription, elsewhere).await?;
    assert_eq!(answer.fields(), ["to_organisation_id"]);
    let dose = json!({ "dose": { "sessions": 4, "rhythm": "weekly" } });
    let changed = change(&house, &prescription, dose)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(changed["dose"]["sessions"], 4);
    Ok(())
}

async fn a_change_of_an_older_page_says_what_happened_since(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    change(&house, &prescription, json!({ "reason": "Grieving" }))
        .await?
        .expect(StatusCode::OK);
    let old = json!({ "version": 2, "reason": "Bored" });
    let late = change(&house, &prescription, old).await?;
    assert_eq!(
        (late.status, late.slug()),
        (StatusCode::CONFLICT, "changed-since")
    );
    let said = late.body["detail"].as_str().unwrap();
    assert!(
        said.starts_with("Changed by the prescriber: reason."),
        "{said}"
    );
    assert_eq!(detail(&house, &prescription).await?["reason"], "Grieving");
    Ok(())
}

async fn what_is_over_is_not_changed(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/reject");
    house
        .post(&house.link_worker, &path, json!({ "reason": "No place" }))
        .await?;
    let answer = change(&house, &prescription, json!({ "reason": "Bored" })).await?;
    assert_eq!(
        (answer.status, answer.slug()),
        (StatusCode::CONFLICT, "prescription-over")
    );
    Ok(())
}

async fn nothing_changed_is_no_news(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let before = detail(&house, &prescription).await?;
    let same = change(&house, &prescription, json!({}))
        .await?
        .expect(StatusCode::OK);
    assert_eq!(same, before);
    assert_eq!(house.recorded(PRACTICE, "prescription.changed").await?, 0);
    Ok(())
}

async fn answer(
    house: &House,
    prescription: &str,
    question: &str,
    given: bool,
) -> anyhow::Result<Value> {
    let body = json!({
        "question": question, "given": given, "text_version": "2026-12", "language": "cy",
    });
    let path = format!("/api/prescriptions/{prescription}/consents");
    let answer = house.post(&house.prescriber, &path, body).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn a_reason_taken_back_stands_nowhere_any_more(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    assert_eq!(
        referral_of(&house, &referral).await?["reason"],
        "Lonely since the move"
    );
    let told = answer(&house, &prescription, "share_reason", false).await?;
    assert_eq!(told["share_reason"], false);
    assert_eq!(
        told["reason"], "Lonely since the move",
        "the prescriber knows it"
    );
    assert_eq!(referral_of(&house, &referral).await?.get("reason"), None);
    // Nor does a change bring it back.
    change(&house, &prescription, json!({ "reason": "Grieving" }))
        .await?
        .expect(StatusCode::OK);
    let mut tx = house.ground.db.read().await?;
    let crossed: Vec<Option<String>> = on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT card_reason FROM referrals"
    )
    .fetch_all(c)
    .await)?;
    assert_eq!(crossed, [None]);
    drop(tx);
    answer(&house, &prescription, "share_reason", true).await?;
    assert_eq!(referral_of(&house, &referral).await?["reason"], "Grieving");
    assert_eq!(house.audited(PRACTICE, "consent.withdrawn").await?, 1);
    assert_eq!(house.audited(PRACTICE, "consent.given").await?, 1);
    Ok(())
}

async fn attendance_taken_back_is_told_at_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let told = answer(&house, &prescription, "share_attendance", false).await?;
    assert_eq!(told["progress"], json!({ "kind": "not_shared" }));
    assert_eq!(house.recorded(PRACTICE, "consent.changed").await?, 1);
    Ok(())
}

async fn every_answer_says_who_wrote_it_down(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let told = answer(&house, &prescription, "contact_by_message", false).await?;
    let newest = told["consents"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(newest["question"], "contact_by_message");
    assert_eq!(newest["given"], false);
    assert_eq!(newest["by"], "Pat Example");
    assert_eq!(
        (&newest["text_version"], &newest["language"]),
        (&json!("2026-12"), &json!("cy"))
    );
    Ok(())
}
