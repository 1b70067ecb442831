//! A prescriber takes back what they prescribed.

use http::StatusCode;
use serde_json::{Value, json};
use wellmet_foundation::{Ground, on_both_databases};

use crate::asking::Answer;
use crate::fixture::{CHARITY, House, PATS_PRESCRIPTIONS, PRACTICE, STRANGER, id_of};

on_both_databases!(
    what_is_taken_back_ends_the_place_and_is_told_to_who_worked_on_it,
    what_is_taken_back_before_anybody_decided_cannot_be_accepted,
    what_was_handed_on_ends_with_it,
    a_reason_is_asked_for,
    an_old_page_is_told_what_happened_and_cancels_nothing,
    what_is_over_is_not_taken_back,
    a_colleague_does_not_take_it_back,
    of_a_patient_placed_and_an_order_taken_back_at_once_no_place_is_left,
);

async fn read(house: &House, prescription: &str) -> anyhow::Result<Value> {
    let path = format!("/api/prescriptions/{prescription}");
    let answer = house.get(&house.prescriber, &path).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn cancel(house: &House, prescription: &str, version: &Value) -> anyhow::Result<Answer> {
    let path = format!("/api/prescriptions/{prescription}/cancel");
    let body = json!({ "version": version, "reason": "Moves abroad" });
    house.post(&house.prescriber, &path, body).await
}

/// Cancels on a page that shows things as they are.
async fn cancelled(house: &House, prescription: &str) -> anyhow::Result<Value> {
    let version = read(house, prescription).await?["version"].clone();
    let answer = cancel(house, prescription, &version).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn referral_of(house: &House, referral: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}");
    let answer = house.get(&house.link_worker, &path).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn accept(house: &House, referral: &str) -> anyhow::Result<Answer> {
    let path = format!("/api/referrals/{referral}/accept");
    house.post(&house.link_worker, &path, json!({})).await
}

fn last_line(detail: &Value) -> &Value {
    detail["history"].as_array().unwrap().last().unwrap()
}

async fn what_is_taken_back_ends_the_place_and_is_told_to_who_worked_on_it(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    accept(&house, &referral).await?.expect(StatusCode::OK);
    let group = house.group("Walkers", 1).await?;
    house.matched(&referral, &group).await?;
    let hints = house.hinted(CHARITY, cancelled(&house, &prescription));
    let hints = hints.await?;
    for topic in ["referrals", "groups"] {
        assert!(hints.contains(&topic.to_owned()), "{topic} in {hints:?}");
    }
    let told = read(&house, &prescription).await?;
    assert_eq!(told["status"], "cancelled");
    assert_eq!(last_line(&told)["what"], "You cancelled it.");
    assert_eq!(last_line(&told)["why"], "Moves abroad");
    let theirs = referral_of(&house, &referral).await?;
    assert_eq!(theirs["status_reason"], "Moves abroad");
    assert_eq!(theirs["membership"], Value::Null, "the place has ended");
    let line = last_line(&theirs)["what"].clone();
    assert_eq!(line, "Cancelled by Example Practice.");
    let task = &theirs["tasks"][0];
    assert_eq!(task["kind"], "cancelled_by_sender");
    assert_eq!(task["assigned_to"]["name"], "Lin Example");
    let next = house.accepted("Ben Example").await?;
    house.matched(&next, &group).await?;
    let placed_and_cancelled = house.recorded(CHARITY, "referral.changed").await?;
    assert_eq!(placed_and_cancelled, 3, "both are placed, and one is over");
    assert_eq!(house.audited(PRACTICE, "referral.changed").await?, 1);
    Ok(())
}

async fn what_is_taken_back_before_anybody_decided_cannot_be_accepted(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let hints = house.hinted(PRACTICE, cancelled(&house, &prescription));
    assert!(hints.await?.contains(&PATS_PRESCRIPTIONS.to_owned()));
    let answer = accept(&house, &referral).await?;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let theirs = referral_of(&house, &referral).await?;
    assert_eq!(theirs["status"], "cancelled");
    assert_eq!(
        theirs["tasks"][0]["assigned_to"],
        Value::Null,
        "it was nobody's"
    );
    Ok(())
}

async fn what_was_handed_on_ends_with_it(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.partnership(CHARITY, STRANGER).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    accept(&house, &referral).await?.expect(StatusCode::OK);
    let path = format!("/api/referrals/{referral}/hand-on");
    let body = json!({ "to_organisation_id": STRANGER, "patient_agreed": true, "text_version": "2026-11", "language": "en" });
    let answer = house.post(&house.link_worker, &path, body).await?;
    answer.expect(StatusCode::OK);
    let page = house.search(&house.stranger, json!({ "tab": "all" }));
    let child = id_of(&page.await?.expect(StatusCode::OK)["items"][0]);
    let path = format!("/api/referrals/{child}/accept");
    let answer = house.post(&house.stranger, &path, json!({})).await?;
    answer.expect(StatusCode::OK);
    cancelled(&house, &prescription).await?;
    let path = format!("/api/referrals/{child}");
    let theirs = house.get(&house.stranger, &path).await?;
    let theirs = theirs.expect(StatusCode::OK);
    assert_eq!(theirs["status"], "cancelled");
    assert_eq!(theirs["tasks"][0]["kind"], "cancelled_by_sender");
    let ours = referral_of(&house, &referral).await?;
    assert_eq!(ours["status"], "cancelled");
    assert_eq!(ours["tasks"][0]["kind"], "cancelled_by_sender");
    Ok(())
}

async fn a_reason_is_asked_for(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let version = read(&house, &prescription).await?["version"].clone();
    let path = format!("/api/prescriptions/{prescription}/cancel");
    let body = json!({ "version": version, "reason": " " });
    let answer = house.post(&house.prescriber, &path, body).await?;
    assert_eq!(answer.fields(), ["reason"]);
    assert_eq!(read(&house, &prescription).await?["status"], "requested");
    Ok(())
}

async fn an_old_page_is_told_what_happened_and_cancels_nothing(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let seen = read(&house, &prescription).await?["version"].clone();
    accept(&house, &referral).await?.expect(StatusCode::OK);
    let group = house.group("Walkers", 1).await?;
    house.matched(&referral, &group).await?;
    let answer = cancel(&house, &prescription, &seen).await?;
    let told = (answer.status, answer.slug());
    assert_eq!(told, (StatusCode::CONFLICT, "changed-since"));
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(
        detail.contains("The patient has a place in a group."),
        "{detail}"
    );
    assert_eq!(
        referral_of(&house, &referral).await?["status"],
        "in_progress"
    );
    Ok(())
}

async fn what_is_over_is_not_taken_back(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let over = cancelled(&house, &prescription).await?;
    let answer = cancel(&house, &prescription, &over["version"]).await?;
    let told = (answer.status, answer.slug());
    assert_eq!(told, (StatusCode::CONFLICT, "prescription-over"));
    Ok(())
}

async fn a_colleague_does_not_take_it_back(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, _) = house.prescribed("Ada Example", true).await?;
    let version = read(&house, &prescription).await?["version"].clone();
    let path = format!("/api/prescriptions/{prescription}/cancel");
    let body = json!({ "version": version, "reason": "Moves abroad" });
    let answer = house.post(&house.other_prescriber, &path, body).await?;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    Ok(())
}

async fn of_a_patient_placed_and_an_order_taken_back_at_once_no_place_is_left(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    accept(&house, &referral).await?.expect(StatusCode::OK);
    let group = house.group("Walkers", 1).await?;
    let version = read(&house, &prescription).await?["version"].clone();
    house.opened_every_connection().await?;
    let path = format!("/api/referrals/{referral}/match");
    let choice = json!({ "group_id": group });
    let (placed, taken_back) = tokio::join!(
        house.at_once(&house.link_worker, &path, choice),
        cancel(&house, &prescription, &version),
    );
    // Whoever comes second is told of the first; nobody has a place of what is over.
    let one = (placed?.status, taken_back?.status);
    let theirs = referral_of(&house, &referral).await?;
    match one {
        (StatusCode::CREATED, StatusCode::CONFLICT) => assert_eq!(theirs["status"], "in_progress"),
        (StatusCode::CONFLICT, StatusCode::OK) => assert_eq!(theirs["membership"], Value::Null),
        other => anyhow::bail!("{other:?}"),
    }
    Ok(())
}
