//! The line to the server breaks in mid-session, and is taken up again or not.

use std::time::Duration;

use livekit_protocol::DisconnectReason;
use serde_json::json;
use wellmet_tests::participant::{Brings, Participant};
use wellmet_tests::{Cast, House, Meeting, Patient};

use crate::scene::{ends, under_way};

/// Rosa and the facilitator see and hear each other.
async fn in_the_room(
    house: &House,
) -> anyhow::Result<(Meeting, Patient, Participant, Participant)> {
    let (meeting, _rosa, patient) = under_way(house).await?;
    let facilitator = meeting.facilitate(house, Brings::BOTH).await?;
    let rosa = patient.enter(house, Brings::BOTH).await?;
    house
        .until("they see and hear each other", || async {
            Ok([&facilitator, &rosa].map(|who| who.seen().tracks_with(20)) == [2, 2])
        })
        .await?;
    Ok((meeting, patient, facilitator, rosa))
}

fn frames(who: &Participant) -> u64 {
    who.seen().frames.values().sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_line_is_taken_up_again_and_the_evidence_has_no_gap() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, _patient, facilitator, rosa) = in_the_room(&house).await?;
    let began = house.clock.now();
    house.run(Duration::from_secs(60)).await;
    assert_eq!(house.mails_to(Cast::PRESCRIBER).await?, 1);
    rosa.cut().await?;
    let before = (frames(&facilitator), frames(&rosa));
    house.run(Duration::from_secs(20)).await;
    let after = (frames(&facilitator), frames(&rosa));
    assert!(
        after.0 >= before.0 + 1_000 && after.1 >= before.1 + 1_000,
        "media goes on without signalling: {before:?} {after:?}"
    );
    rosa.resume().await?;
    house
        .until("the line is taken up", || async {
            Ok(rosa.seen().resumed == 1)
        })
        .await?;
    let before = frames(&facilitator);
    house.run(Duration::from_secs(40)).await;
    assert!(frames(&facilitator) >= before + 2_000, "and after it");
    assert_eq!(rosa.seen().ended, None);
    assert_eq!(rosa.seen().others.len(), 2, "herself and the facilitator");
    assert!(
        facilitator.seen().left.is_empty(),
        "nobody was told that she left"
    );
    assert_eq!(
        house.mails_to(Cast::PRESCRIBER).await?,
        1,
        "and she joined once"
    );

    let stayed = i64::try_from(house.clock.now().since(began).as_secs())?;
    meeting.press("close").await?;
    house.run(Duration::from_secs(2)).await;
    let register = meeting.register().await?;
    let dwell = register["rows"][0]["dwell_seconds"].as_i64().unwrap_or(0);
    assert!(
        (stayed - 1..=stayed + 5).contains(&dwell),
        "each of {stayed} seconds counts: {register}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_take_up_the_line_is_gone_after_half_a_minute() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (_meeting, _patient, facilitator, rosa) = in_the_room(&house).await?;
    rosa.cut().await?;
    house.run(Duration::from_secs(28)).await;
    assert!(facilitator.seen().left.is_empty());
    house
        .until("Rosa is gone", || async {
            Ok(facilitator.seen().left.len() == 1)
        })
        .await?;
    rosa.resume().await?;
    ends(&house, &rosa, DisconnectReason::StateMismatch).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_meanwhile_cannot_take_up_the_line() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, _patient, facilitator, rosa) = in_the_room(&house).await?;
    rosa.cut().await?;
    house.run(Duration::from_secs(5)).await;
    let people = meeting.people().await?;
    let removal =
        json!({ "door_session_id": people["here"][0]["door_session_id"], "reason": "a stranger" });
    let remove = format!("/api/sessions/{}/remove", meeting.session);
    meeting.facilitator.post(&remove, removal).await?.ok()?;
    house
        .until("Rosa is gone", || async {
            Ok(facilitator.seen().left.len() == 1)
        })
        .await?;
    rosa.resume().await?;
    house
        .until("she is refused", || async {
            Ok(rosa.seen().failure.is_some())
        })
        .await?;
    assert_eq!(rosa.seen().resumed, 0);
    Ok(())
}
