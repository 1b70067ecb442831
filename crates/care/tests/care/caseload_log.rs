//! What was said with a patient, and what has to be done: by people's words and by what happens.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::events::{EventId, RecordedEvent};
use wellmet_foundation::{Ground, on, on_both_databases};
use wellmet_vocabulary::DomainEvent;

use crate::fixture::{CHARITY, House, id_of, schedule};

on_both_databases!(
    a_contact_moves_the_stage_and_sets_the_next_day,
    a_note_leaves_the_next_day_as_it_was,
    a_note_needs_words_and_a_day_must_be_one,
    a_task_is_done_and_undone,
    a_long_list_of_tasks_is_read_page_by_page,
    a_task_is_given_to_a_colleague_or_refused,
    the_first_session_attended_moves_the_stage_and_the_first_missed_one_makes_a_task,
    an_offer_nobody_answered_is_a_task_for_who_answers,
    who_waits_nowhere_is_not_said_to_wait,
    a_place_kept_by_itself_for_whom_no_mail_reaches_is_a_task,
    an_offer_withdrawn_with_its_referral_asks_nothing_of_anybody,
);

async fn write(house: &House, referral: &str, entry: Value) -> anyhow::Result<()> {
    let path = format!("/api/referrals/{referral}/log");
    let answer = house.post(&house.link_worker, &path, entry).await?;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    Ok(())
}

async fn read(house: &House, referral: &str) -> anyhow::Result<Value> {
    let path = format!("/api/referrals/{referral}");
    let answer = house.get(&house.link_worker, &path).await?;
    Ok(answer.expect(StatusCode::OK))
}

async fn a_contact_moves_the_stage_and_sets_the_next_day(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let contact = |outcome: &str, day: Value| json!({ "contact": { "channel": "phone", "outcome": outcome }, "text": "", "next_contact_on": day });
    write(&house, &referral, contact("no_answer", json!("2026-12-02"))).await?;
    let detail = read(&house, &referral).await?;
    assert_eq!(detail["stage"], "new");
    assert_eq!(detail["next_contact_on"], "2026-12-02");
    write(&house, &referral, contact("reached", Value::Null)).await?;
    let detail = read(&house, &referral).await?;
    assert_eq!(detail["stage"], "contacted");
    assert_eq!(detail["next_contact_on"], Value::Null, "that day is over");
    let path = format!("/api/referrals/{referral}/log");
    let log = house
        .get(&house.link_worker, &path)
        .await?
        .expect(StatusCode::OK);
    assert_eq!(log["items"][0]["contact"]["outcome"], "reached");
    assert_eq!(log["items"][0]["by"], "Lin Example");
    assert_eq!(log["items"][1]["contact"]["outcome"], "no_answer");
    assert_eq!(house.audited(CHARITY, "referral.noted").await?, 2);
    assert_eq!(house.audited(CHARITY, "referral_log.read").await?, 1);
    Ok(())
}

async fn a_note_leaves_the_next_day_as_it_was(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let first = json!({ "text": "Prefers mornings", "next_contact_on": "2026-12-02" });
    write(&house, &referral, first).await?;
    write(&house, &referral, json!({ "text": "Has a dog" })).await?;
    assert_eq!(
        read(&house, &referral).await?["next_contact_on"],
        "2026-12-02"
    );
    Ok(())
}

async fn a_note_needs_words_and_a_day_must_be_one(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{referral}/log");
    let wrong = json!({ "text": " ", "next_contact_on": "2026-02-30" });
    let answer = house.post(&house.link_worker, &path, wrong).await?;
    assert_eq!(answer.fields(), ["text", "next_contact_on"]);
    Ok(())
}

async fn a_task_is_done_and_undone(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let referral = house.accepted("Ada Example").await?;
    for (words, day) in [("Later", "2026-12-09"), ("Sooner", "2026-12-01")] {
        let task = json!({ "words": words, "due_on": day, "referral_id": referral });
        let added = house.post(&house.link_worker, "/api/tasks", task).await?;
        added.expect(StatusCode::CREATED);
    }
    let tasks = house
        .get(&house.link_worker, "/api/tasks")
        .await?
        .expect(StatusCode::OK);
    assert_eq!(tasks["items"][0]["words"], "Sooner");
    assert_eq!(tasks["items"][0]["referral"]["patient_name"], "Ada Example");
    let settle = format!("/api/tasks/{}/settle", id_of(&tasks["items"][0]));
    for (done, open) in [(true, 1), (true, 1), (false, 2)] {
        let body = json!({ "done": done });
        let answer = house.post(&house.link_worker, &settle, body).await?;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let tasks = house
            .get(&house.link_worker, "/api/tasks")
            .await?
            .expect(StatusCode::OK);
        assert_eq!(tasks["items"].as_array().map(Vec::len), Some(open));
    }
    let about = read(&house, &referral).await?;
    assert_eq!(about["tasks"].as_array().map(Vec::len), Some(2));
    Ok(())
}

async fn a_long_list_of_tasks_is_read_page_by_page(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    for number in 0..53_u32 {
        let mut task = json!({ "words": format!("Some day {number}") });
        if number % 2 == 0 {
            task =
                json!({ "words": "By a day", "due_on": format!("2026-12-{:02}", 1 + number / 2) });
        }
        let added = house.post(&house.link_worker, "/api/tasks", task).await?;
        added.expect(StatusCode::CREATED);
    }
    let mut read: Vec<Value> = Vec::new();
    let mut path = "/api/tasks".to_owned();
    for on_page in [50, 3, 0] {
        let page = house.get(&house.link_worker, &path).await?;
        let page = page.expect(StatusCode::OK)["items"].clone();
        let page = page.as_array().unwrap();
        assert_eq!(page.len(), on_page);
        read.extend(page.iter().cloned());
        path = format!("/api/tasks?after={}", id_of(&read[read.len() - 1]));
    }
    let ids: std::collections::BTreeSet<_> = read.iter().map(id_of).collect();
    assert_eq!(ids.len(), 53, "none is missed or told twice");
    let days: Vec<_> = read
        .iter()
        .map_while(|task| task["due_on"].as_str())
        .collect();
    assert_eq!(days.len(), 27, "who set no day can wait");
    assert!(days.is_sorted());
    Ok(())
}

async fn a_task_is_given_to_a_colleague_or_refused(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let lea = json!({ "words": "Look at this", "assigned_to": Uuid::from_u128(8) });
    house
        .post(&house.link_worker, "/api/tasks", lea)
        .await?
        .expect(StatusCode::CREATED);
    let mine = house
        .get(&house.link_worker, "/api/tasks")
        .await?
        .expect(StatusCode::OK);
    assert_eq!(mine["items"], json!([]));
    let hers = house.get(&house.other_link_worker, "/api/tasks").await?;
    assert_eq!(
        hers.expect(StatusCode::OK)["items"][0]["words"],
        "Look at this"
    );
    let pat = json!({ "words": "Look at this", "assigned_to": Uuid::from_u128(1) });
    let refused = house.post(&house.link_worker, "/api/tasks", pat).await?;
    assert_eq!(refused.fields(), ["assigned_to"]);
    Ok(())
}

async fn the_first_session_attended_moves_the_stage_and_the_first_missed_one_makes_a_task(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (prescription, referral) = house.prescribed("Ada Example", true).await?;
    let path = format!("/api/referrals/{referral}/accept");
    house.post(&house.link_worker, &path, json!({})).await?;
    let group = house.group("Walkers", 3).await?;
    let membership = house.matched(&referral, &group).await?;
    let sessions = schedule(&house.ground, &group, 4).await?;
    let verdicts = ["no_show", "no_show", "attended"];
    for (session, verdict) in sessions.into_iter().zip(verdicts) {
        finalised(&house, session, &membership, &prescription, verdict).await?;
    }
    let detail = read(&house, &referral).await?;
    assert_eq!(detail["stage"], "first_session_attended");
    assert_eq!(
        detail["tasks"].as_array().map(Vec::len),
        Some(1),
        "only the first"
    );
    assert_eq!(detail["tasks"][0]["kind"], "first_missed_session");
    assert_eq!(detail["tasks"][0]["due_on"], "2026-12-08");
    let tasks = house
        .get(&house.link_worker, "/api/tasks")
        .await?
        .expect(StatusCode::OK);
    assert_eq!(tasks["items"][0]["assigned_to"]["name"], "Lin Example");
    Ok(())
}

const EIGHT_DAYS: std::time::Duration = std::time::Duration::from_secs(8 * 86_400);

async fn an_offer_nobody_answered_is_a_task_for_who_answers(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 3).await?;
    let referral = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{referral}/offers");
    let choice = json!({ "group_id": group });
    house.post(&house.link_worker, &path, choice).await?;
    house.ground.clock.advance(EIGHT_DAYS);
    house.care.tend_places().await?;
    told_twice(&house, "offer.expired").await?;
    let detail = read(&house, &referral).await?;
    assert_eq!(detail["tasks"].as_array().map(Vec::len), Some(1), "once");
    let task = &detail["tasks"][0];
    assert_eq!(task["kind"], "offer_expired");
    assert_eq!(task["group_name"], "Walkers");
    assert_eq!(task["assigned_to"]["name"], "Lin Example");
    Ok(())
}

async fn stage_after(
    house: &House,
    referral: &str,
    path: &str,
    body: Value,
) -> anyhow::Result<Value> {
    house.post(&house.link_worker, path, body).await?;
    Ok(read(house, referral).await?["stage"].clone())
}

async fn who_waits_nowhere_is_not_said_to_wait(ground: Ground) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let (walkers, choir) = (
        house.group("Walkers", 1).await?,
        house.group("Choir", 1).await?,
    );
    for (name, group) in [("Ben Example", &walkers), ("Cy Example", &choir)] {
        let placed = house.accepted(name).await?;
        house.matched(&placed, group).await?;
    }
    let ada = house.accepted("Ada Example").await?;
    let path = format!("/api/referrals/{ada}/waits");
    for group in [&walkers, &choir] {
        let stage = stage_after(&house, &ada, &path, json!({ "group_id": group })).await?;
        assert_eq!(stage, "waitlisted");
    }
    let leave = format!("{path}/end");
    let one_left = stage_after(&house, &ada, &leave, json!({ "group_id": walkers })).await?;
    assert_eq!(one_left, "waitlisted", "they still wait for the choir");
    let none_left = stage_after(&house, &ada, &leave, json!({ "group_id": choir })).await?;
    assert_eq!(none_left, "contacted");
    let again = stage_after(&house, &ada, &path, json!({ "group_id": choir })).await?;
    assert_eq!(again, "waitlisted");
    Ok(())
}

async fn a_place_kept_by_itself_for_whom_no_mail_reaches_is_a_task(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 2).await?;
    let mailed = house.accepted("Ada Example").await?;
    let unreached = house.accepted("Ben Example").await?;
    let mut tx = house.ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "UPDATE referrals SET card_email = NULL WHERE card_full_name = 'Ben Example'"
    )
    .execute(c)
    .await
    .map(drop))?;
    tx.commit().await?;
    for referral in [&mailed, &unreached] {
        let path = format!("/api/referrals/{referral}/waits");
        house
            .post(&house.link_worker, &path, json!({ "group_id": group }))
            .await?;
    }
    house.care.tend_places().await?;
    assert_eq!(told_twice(&house, "offer.made").await?, 2);
    assert_eq!(read(&house, &mailed).await?["tasks"], json!([]));
    let tasks = read(&house, &unreached).await?["tasks"].clone();
    assert_eq!(tasks.as_array().map(Vec::len), Some(1), "once");
    assert_eq!(tasks[0]["kind"], "offer_to_tell");
    assert_eq!(tasks[0]["assigned_to"]["name"], "Lin Example");
    Ok(())
}

async fn an_offer_withdrawn_with_its_referral_asks_nothing_of_anybody(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::furnished(ground).await?;
    let group = house.group("Walkers", 3).await?;
    let ended = house.accepted("Ada Example").await?;
    let rests = house.accepted("Ben Example").await?;
    for (referral, step) in [(&ended, "cancel"), (&rests, "hold")] {
        let path = format!("/api/referrals/{referral}/offers");
        let choice = json!({ "group_id": group });
        house.post(&house.link_worker, &path, choice).await?;
        let path = format!("/api/referrals/{referral}/step");
        let body = json!({ "step": step, "reason": "In hospital" });
        let answer = house.post(&house.link_worker, &path, body).await?;
        answer.expect(StatusCode::OK);
    }
    house.care.tend_places().await?;
    assert_eq!(told_twice(&house, "offer.expired").await?, 2);
    for referral in [ended, rests] {
        assert_eq!(read(&house, &referral).await?["tasks"], json!([]));
    }
    Ok(())
}

/// Tells care of every event of `kind` that it recorded itself, twice; says how many there are.
async fn told_twice(house: &House, kind: &str) -> anyhow::Result<usize> {
    let mut tx = house.ground.db.read().await?;
    let recorded: Vec<(Uuid, String)> = on!(&mut tx, |c| sqlx::query_as(
        "SELECT id, payload FROM events WHERE kind = $1 ORDER BY id"
    )
    .bind(kind)
    .fetch_all(c)
    .await)?;
    drop(tx);
    for (id, payload) in &recorded {
        deliver(house, *id, kind, payload).await?;
    }
    Ok(recorded.len())
}

/// Hands an event to care's consumers, twice, as a delivery that was not marked done would be.
async fn deliver(house: &House, id: Uuid, kind: &str, payload: &str) -> anyhow::Result<()> {
    let recorded = RecordedEvent {
        id: EventId::from(id),
        organisation: CHARITY,
        kind: kind.to_owned(),
        payload: payload.to_owned(),
        recorded_at: house.ground.clock.now(),
    };
    for consumer in house.care.consumers() {
        for _ in 0..2 {
            let mut tx = house.ground.db.write().await?;
            consumer.consume(&mut tx, &recorded).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// What attendance would have written, and then told, twice.
async fn finalised(
    house: &House,
    session: Uuid,
    membership: &str,
    prescription: &str,
    verdict: &str,
) -> anyhow::Result<()> {
    let (register, membership) = (house.ground.id::<Uuid>(), membership.parse::<Uuid>()?);
    let mut tx = house.ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO registers (id, session_id, version, confirmed_at) VALUES ($1, $2, 1, 0)"
    )
    .bind(register)
    .bind(session)
    .execute(c)
    .await
    .map(drop))?;
    on!(&mut tx, |c| {
        sqlx::query(
        "INSERT INTO outcomes (register_id, session_id, membership_id, verdict, dwell_ms, window_ms,
                               rule_version, explanation, summary)
         VALUES ($1, $2, $3, $4, 0, 0, 1, '', '')"
    )
    .bind(register)
    .bind(session)
    .bind(membership)
    .bind(verdict)
    .execute(c)
    .await
    .map(drop)
    })?;
    tx.commit().await?;
    let event = DomainEvent::AttendanceFinalised {
        session: session.into(),
        membership: membership.into(),
        prescription: prescription.parse()?,
        register: register.into(),
        version: 1,
    };
    deliver(
        house,
        register,
        event.kind(),
        &serde_json::to_string(&event)?,
    )
    .await
}
