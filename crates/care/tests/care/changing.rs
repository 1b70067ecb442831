//! A prescriber changes what they prescribed, and a patient what they agreed to.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::{Ground, on, on_both_databases};

use crate::fixture::{CHARITY, House, PATS_PRESCRIPTIONS, PRACTICE, STRANGER, attended};

on_both_databases!(
    an_undecided_prescription_is_changed_whole,
    an_accepted_prescription_keeps_its_partner,
    a_change_of_an_older_page_says_what_happened_since,
    what_is_over_is_not_changed,
    nothing_changed_is_no_news,
    a_receiver_is_told_of_no_reason_that_does_not_cross,
    who_was_handed_the_patient_reads_of_a_change_without_a_name,
    a_receivers_page_grows_old_when_the_dose_changes,
    a_reason_taken_back_stands_nowhere_any_more,
    attendance_taken_back_is_told_at_once,
    a_dose_is_never_less_than_what_was_attended_and_told,
    every_answer_says_who_wrote_it_down,
    whoever_answers_for_a_patient_writes_down_what_they_say,
);

pub(crate) async fn detail(house: &House, prescription: &str) -> anyhow::Result<Value> {
    let path = format!("/api/prescriptions/{prescription}");
    Ok(house
        .get(&house.prescriber, &path)
        .await?
        .expect(StatusCode::OK))
}

pub(crate) async fn change(
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
    let words = "changed the dose from 6 to 8 sessions, how often from weekly to every two weeks, \
                 how soon from routine to as soon as possible, the reason and the goal.";
    assert_eq!(newest["what"], format!("You {words}"));
    assert_eq!(newest_of(&read), format!("Pat Example {words}"));
    assert_eq!(house.recorded(PRACTICE, "prescription.changed").await?, 1);
    assert_eq!(house.audited(PRACTICE, "prescription.changed").await?, 1);
    let to = json!({ "to_organisation_id": STRANGER });
    let answer = change(&house, &prescription, to).await?;
    assert_eq!(answer.fields(), ["to_organisation_id"]);
    Ok(())
}

fn newest_of(detail: &Value) -> &str {
    let lines = detail["history"].as_array().unwrap();
    lines.last().unwrap()["what"].as_str().unwrap()
}

async fn a_receiver_is_told_of_no_reason_that_does_not_cross(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    answer(&house, &prescription, "share_reason", false).await?;
    let before = referral_of(&house, &referral).await?;
    let secret = json!({ "reason": "Grieving", "goal": "To sleep again" });
    let changed = change(&house, &prescription, secret).await?;
    assert_eq!(
        newest_of(&changed.expect(StatusCode::OK)),
        "You changed the reason and the goal."
    );
    assert_eq!(referral_of(&house, &referral).await?, before, "nothing new");
    let both = json!({ "reason": "Bored", "dose": { "sessions": 8, "rhythm": "weekly" } });
    change(&house, &prescription, both)
        .await?
        .expect(StatusCode::OK);
    let read = referral_of(&house, &referral).await?;
    assert_eq!(
        newest_of(&read),
        "Pat Example changed the dose from 6 to 8 sessions."
    );
    // Once it crosses, that it was changed is no secret; taken back, it is one again.
    answer(&house, &prescription, "share_reason", true).await?;
    let read = referral_of(&house, &referral).await?;
    assert!(newest_of(&read).ends_with("8 sessions, the reason and the goal."));
    answer(&house, &prescription, "share_reason", false).await?;
    let read = referral_of(&house, &referral).await?;
    assert!(newest_of(&read).ends_with("8 sessions."));
    Ok(())
}

async fn who_was_handed_the_patient_reads_of_a_change_without_a_name(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    house.partnership(CHARITY, STRANGER).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/accept");
    house.post(&house.link_worker, &path, json!({})).await?;
    let path = format!("/api/referrals/{referral}/hand-on");
    let on = json!({ "to_organisation_id": STRANGER, "patient_agreed": true, "text_version": "2026-11", "language": "en" });
    let answer = house.post(&house.link_worker, &path, on).await?;
    answer.expect(StatusCode::OK);
    let dose = json!({ "dose": { "sessions": 1, "rhythm": "weekly" } });
    change(&house, &prescription, dose)
        .await?
        .expect(StatusCode::OK);
    let page = house.search(&house.stranger, json!({ "tab": "all" }));
    let page = page.await?.expect(StatusCode::OK);
    let path = format!(
        "/api/referrals/{}",
        page["items"][0]["id"].as_str().unwrap()
    );
    let theirs = house.get(&house.stranger, &path).await?;
    assert_eq!(
        newest_of(&theirs.expect(StatusCode::OK)),
        "The prescriber changed the dose from 6 to 1 session."
    );
    Ok(())
}

async fn a_receivers_page_grows_old_when_the_dose_changes(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let seen = referral_of(&house, &referral).await?["version"].clone();
    let dose = json!({ "dose": { "sessions": 8, "rhythm": "weekly" } });
    change(&house, &prescription, dose)
        .await?
        .expect(StatusCode::OK);
    let path = format!("/api/referrals/{referral}/accept");
    let late = json!({ "version": seen });
    let answer = house.post(&house.link_worker, &path, late).await?;
    assert_eq!(answer.slug(), "changed-since");
    let said = answer.body["detail"].as_str().unwrap();
    let words = "Since you opened this page: Pat Example changed the dose from 6 to 8 sessions.";
    assert!(said.starts_with(words), "{said}");
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
        said.starts_with("Since you opened this page: You changed the reason."),
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

pub(crate) async fn answer(
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

async fn whoever_answers_for_a_patient_writes_down_what_they_say(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    house.accept(&referral).await?;
    let path = format!("/api/referrals/{referral}/consents");
    let says = |question: &str, given: bool| {
        json!({
            "question": question, "given": given, "text_version": "2026-12", "language": "cy",
        })
    };
    let act = house.post(&house.link_worker, &path, says("share_attendance", false));
    let hints = house.hinted(PRACTICE, async {
        anyhow::Ok(act.await?.expect(StatusCode::OK))
    });
    assert_eq!(hints.await?, [PATS_PRESCRIPTIONS]);
    let told = house
        .post(&house.link_worker, &path, says("share_reason", false))
        .await?;
    let told = told.expect(StatusCode::OK);
    assert_eq!(told["share_reason"], false);
    assert_eq!(told.get("reason"), None);
    let read = house
        .get(
            &house.prescriber,
            &format!("/api/prescriptions/{prescription}"),
        )
        .await?;
    let read = read.expect(StatusCode::OK);
    assert_eq!(read["progress"], json!({ "kind": "not_shared" }));
    assert_eq!(house.recorded(PRACTICE, "consent.changed").await?, 1);
    for organisation in [PRACTICE, CHARITY] {
        assert_eq!(house.audited(organisation, "consent.withdrawn").await?, 2);
    }
    let step = json!({ "step": "cancel" });
    house
        .post(
            &house.link_worker,
            &format!("/api/referrals/{referral}/step"),
            step,
        )
        .await?;
    let late = house
        .post(&house.link_worker, &path, says("share_reason", true))
        .await?;
    assert_eq!(
        (late.status, late.slug()),
        (StatusCode::CONFLICT, "not-now")
    );
    Ok(())
}

async fn a_dose_is_never_less_than_what_was_attended_and_told(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    house.accept(&referral).await?;
    let group = house.group("Walkers", 3).await?;
    let membership = house.matched(&referral, &group).await?;
    attended(&house.ground, &membership, &prescription, 4).await?;
    let sessions = |sessions: i64| json!({ "dose": { "sessions": sessions, "rhythm": "weekly" } });
    let refused = change(&house, &prescription, sessions(3)).await?;
    assert_eq!(refused.fields(), ["dose.sessions"]);
    change(&house, &prescription, sessions(4))
        .await?
        .expect(StatusCode::OK);
    // Who is not told of attendance learns nothing of it by a refusal either.
    answer(&house, &prescription, "share_attendance", false).await?;
    change(&house, &prescription, sessions(3))
        .await?
        .expect(StatusCode::OK);
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
