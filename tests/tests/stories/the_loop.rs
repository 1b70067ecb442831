//! One prescription walks through all of it.

use std::time::Duration;

use serde_json::{Value, json};
use wellmet_tests::participant::{Brings, Participant};
use wellmet_tests::{Cast, Course, House, Meeting, Patient};

async fn row_of(meeting: &Meeting, course: &Course) -> anyhow::Result<Value> {
    let list = meeting
        .prescriber
        .post("/api/prescriptions/search", json!({}))
        .await?
        .ok()?;
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let own = items
        .into_iter()
        .find(|row| row["id"] == course.prescription.as_str());
    Ok(own.unwrap_or(Value::Null))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prescription_becomes_one_of_six_attended() -> anyhow::Result<()> {
    walk(House::open().await?).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_prescription_becomes_one_of_six_attended_on_postgres() -> anyhow::Result<()> {
    match House::open_on_postgres().await? {
        Some(house) => walk(house).await,
        None => Ok(()),
    }
}

async fn walk(house: House) -> anyhow::Result<()> {
    let meeting = Meeting::plan(&house, 8).await?;
    let rosa = meeting.enrol(&house, "Rosa", true).await?;
    let ben = meeting.enrol(&house, "Ben", false).await?;
    assert_eq!(
        row_of(&meeting, &rosa).await?["progress"]["kind"],
        "none_yet"
    );
    assert_eq!(
        row_of(&meeting, &ben).await?["progress"]["kind"],
        "not_shared"
    );

    house.run(Duration::from_secs(1)).await;
    house.clock.advance(Duration::from_secs(50 * 60));
    let (rosas, bens) = (
        Patient::arrive(&house, &rosa.token).await?,
        Patient::arrive(&house, &ben.token).await?,
    );
    assert_eq!(rosas.state().await?, "waiting");
    let refused = rosas
        .browser
        .post("/api/door/media-token", json!({}))
        .await?;
    assert_eq!(refused.problem(), Some("not-admitted"));

    meeting.press("start").await?;
    meeting.admit_all().await?;
    assert_eq!(rosas.state().await?, "admitted");
    let facilitator = meeting.facilitate(&house, Brings::BOTH).await?;
    let entered = house.clock.now();
    let rosa_in = rosas.enter(&house, Brings::BOTH).await?;
    let ben_in = bens.enter(&house, Brings::NOTHING).await?;
    everybody_sees_and_hears(&house, &facilitator, &rosa_in, &ben_in).await?;

    house
        .until("the prescriber is told that Rosa joined", || async {
            Ok(!row_of(&meeting, &rosa).await?["progress"]["joined_on"].is_null())
        })
        .await?;
    let told_after = house.clock.now().since(entered);
    let due = Duration::from_secs(30)..=Duration::from_secs(60);
    assert!(due.contains(&told_after), "{told_after:?}");
    house
        .until("the mail", || async {
            Ok(house.mails_to(Cast::PRESCRIBER).await? == 1)
        })
        .await?;
    house.run(Duration::from_secs(60)).await;
    assert_eq!(
        house.mails_to(Cast::PRESCRIBER).await?,
        1,
        "Ben shares nothing, and Rosa joined once"
    );

    rosa_in.leave().await?;
    house.run(Duration::from_secs(2)).await;
    let rosa_back = rosas.enter(&house, Brings::BOTH).await?;
    house.run(Duration::from_secs(60)).await;
    assert!(rosa_back.seen().connected, "back without a second wait");
    assert_eq!(
        house.mails_to(Cast::PRESCRIBER).await?,
        1,
        "once, whatever reconnects happen"
    );

    meeting.press("close").await?;
    house
        .until("the call ends", || async { Ok(rosa_back.seen().gone) })
        .await?;
    let register = meeting.register().await?;
    let verdict = |course: &Course| {
        let rows = register["rows"].as_array().cloned().unwrap_or_default();
        let row = rows
            .into_iter()
            .find(|row| row["membership_id"] == course.membership.as_str());
        row.map_or(Value::Null, |row| row["verdict"].clone())
    };
    assert_eq!(verdict(&rosa), "attended", "{register}");
    assert_eq!(
        verdict(&ben),
        "attended",
        "a silent listener counts: {register}"
    );
    meeting.confirm().await?;

    let progress = row_of(&meeting, &rosa).await?["progress"].clone();
    assert_eq!(
        (&progress["attended"], &progress["of"]),
        (&json!(1), &json!(6))
    );
    let course = meeting.course(&rosa).await?;
    assert_eq!(course["sessions"][0]["verdict"], "attended", "{course}");
    assert_eq!(meeting.course(&ben).await?, json!({ "shared": false }));
    Ok(())
}

/// Rosa and the facilitator send sound and pictures; Ben only listens.
async fn everybody_sees_and_hears(
    house: &House,
    facilitator: &Participant,
    rosa: &Participant,
    ben: &Participant,
) -> anyhow::Result<()> {
    house
        .until("frames arrive at everybody", || async {
            let counts = [facilitator, rosa, ben].map(|p| p.seen().tracks_with(20));
            Ok(counts == [2, 2, 4])
        })
        .await
}
