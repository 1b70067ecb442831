//! The server ends in mid-session, with and without warning.

use std::time::Duration;

use livekit_protocol::DisconnectReason;
use serde_json::Value;
use wellmet_tests::participant::Brings;
use wellmet_tests::{Cast, House, Meeting, Patient};

use crate::scene::under_way;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_keeps_the_evidence_and_tells_nobody_twice() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, rosa, patient) = under_way(&house).await?;
    let facilitator = meeting.facilitate(&house, Brings::BOTH).await?;
    let ticket = patient.ticket().await?;
    let rosa_in = ticket.enter(&house, Brings::BOTH).await?;
    house.run(Duration::from_secs(90)).await;
    assert_eq!(house.mails_to(Cast::PRESCRIBER).await?, 1);

    let ruin = house.crash();
    drop((facilitator, rosa_in));
    ruin.clock.advance(Duration::from_secs(5));
    let house = ruin.reopen().await?;
    // Her page tries again by itself, before anybody has done anything.
    let unasked = ticket.at(&house).enter(&house, Brings::BOTH).await?;
    house
        .until("back", || async { Ok(unasked.seen().connected) })
        .await?;
    unasked.leave().await?;

    let meeting = Meeting {
        prescriber: house.signed_in(Cast::PRESCRIBER).await?,
        link_worker: house.signed_in(Cast::LINK_WORKER).await?,
        facilitator: house.signed_in(Cast::FACILITATOR).await?,
        ..meeting
    };
    let patient = Patient::arrive(&house, &rosa.token).await?;
    house.run(Duration::from_secs(1)).await;
    meeting.admit_waiting().await?;
    let facilitator = meeting.facilitate(&house, Brings::BOTH).await?;
    let rosa_in = patient.enter(&house, Brings::BOTH).await?;
    house.run(Duration::from_secs(60)).await;
    assert!(rosa_in.seen().connected && facilitator.seen().connected);
    assert_eq!(
        house.mails_to(Cast::PRESCRIBER).await?,
        1,
        "no second \"joined\""
    );

    meeting.press("close").await?;
    house.run(Duration::from_secs(2)).await;
    let register = meeting.register().await?;
    let dwell = register
        .pointer("/rows/0/dwell_seconds")
        .and_then(Value::as_i64)
        .unwrap_or(0);
    assert!(
        (75 + 45..=90 + 60 + 4).contains(&dwell),
        "evidence older than 15 s is kept, and none is made up: {register}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closing_server_tells_its_guests_and_keeps_every_second() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, _rosa, patient) = under_way(&house).await?;
    let facilitator = meeting.facilitate(&house, Brings::BOTH).await?;
    let rosa_in = patient.enter(&house, Brings::BOTH).await?;
    house.run(Duration::from_secs(70)).await;

    let house = house.close().await?.reopen().await?;
    for guest in [&facilitator, &rosa_in] {
        assert_eq!(guest.seen().ended, Some(DisconnectReason::ServerShutdown));
    }
    let facilitator = house.signed_in(Cast::FACILITATOR).await?;
    let meeting = Meeting {
        facilitator,
        ..meeting
    };
    meeting.press("close").await?;
    let register = meeting.register().await?;
    let dwell = register
        .pointer("/rows/0/dwell_seconds")
        .and_then(Value::as_i64)
        .unwrap_or(0);
    assert!(
        (66..=71).contains(&dwell),
        "evidence was closed to the second: {register}"
    );
    Ok(())
}
