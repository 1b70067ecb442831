//! What must not work, and what must work once only.

use std::time::Duration;

use livekit_protocol::DisconnectReason;
use serde_json::json;
use wellmet_tests::participant::Brings;
use wellmet_tests::{Cast, House, Patient};

use crate::scene::{ends, under_way};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newer_of_two_tabs_replaces_the_older_which_is_told_so() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (_meeting, _rosa, patient) = under_way(&house).await?;
    let older = patient.enter(&house, Brings::BOTH).await?;
    house
        .until("connected", || async { Ok(older.seen().connected) })
        .await?;
    let second_tab = Patient {
        browser: patient.browser.second_tab(),
    };
    let newer = second_tab.enter(&house, Brings::BOTH).await?;
    ends(&house, &older, DisconnectReason::DuplicateIdentity).await?;
    house
        .until("the newer connects", || async {
            Ok(newer.seen().connected)
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revoking_a_door_link_ends_the_call_and_the_link() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, rosa, patient) = under_way(&house).await?;
    let rosa_in = patient.enter(&house, Brings::BOTH).await?;
    house
        .until("connected", || async { Ok(rosa_in.seen().connected) })
        .await?;
    let revoke = format!("/api/memberships/{}/door-link/revoke", rosa.membership);
    meeting
        .link_worker
        .post(&revoke, json!({ "reason": "sent to the wrong person" }))
        .await?
        .ok()?;
    ends(&house, &rosa_in, DisconnectReason::ParticipantRemoved).await?;
    let look = |token: &str| {
        let token = token.to_owned();
        let browser = house.browser();
        async move {
            browser
                .post("/api/door/look", json!({ "token": token }))
                .await
        }
    };
    let (revoked, unknown) = (
        look(&rosa.token).await?,
        look("aaaaaaaaaaaaaaaaaaaaaaaaaa").await?,
    );
    assert_eq!(
        (revoked.status, revoked.body),
        (unknown.status, unknown.body)
    );
    assert!(patient.enter(&house, Brings::BOTH).await.is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removed_patient_stays_out_until_readmitted() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, _rosa, patient) = under_way(&house).await?;
    let rosa_in = patient.enter(&house, Brings::BOTH).await?;
    house
        .until("connected", || async { Ok(rosa_in.seen().connected) })
        .await?;
    let people = meeting.people().await?;
    let device =
        json!({ "door_session_id": people["here"][0]["door_session_id"], "reason": "a stranger" });
    let remove = format!("/api/sessions/{}/remove", meeting.session);
    meeting
        .facilitator
        .post(&remove, device.clone())
        .await?
        .ok()?;
    ends(&house, &rosa_in, DisconnectReason::ParticipantRemoved).await?;
    assert_eq!(patient.state().await?, "removed");
    assert!(patient.enter(&house, Brings::BOTH).await.is_err());
    let readmit = format!("/api/sessions/{}/readmit", meeting.session);
    meeting.facilitator.post(&readmit, device).await?.ok()?;
    let back = patient.enter(&house, Brings::BOTH).await?;
    house
        .until("connected again", || async { Ok(back.seen().connected) })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_facilitator_finds_the_session_started() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, _rosa, _patient) = under_way(&house).await?;
    let second = house.signed_in(Cast::SECOND_FACILITATOR).await?;
    let start = format!("/api/sessions/{}/start", meeting.session);
    house.run(Duration::from_secs(30)).await;
    let (first, again) = (
        meeting.press("start").await?,
        second.post(&start, json!({})).await?.ok()?,
    );
    assert_eq!(first["started_at"], again["started_at"]);
    let stranger = house.signed_in(Cast::STRANGER).await?;
    assert_eq!(
        stranger.post(&start, json!({})).await?.problem(),
        Some("not-found")
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_a_session_ends_the_call_of_whoever_is_inside() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, _rosa, patient) = under_way(&house).await?;
    let rosa_in = patient.enter(&house, Brings::BOTH).await?;
    house
        .until("connected", || async { Ok(rosa_in.seen().connected) })
        .await?;
    let closed = house.clock.now();
    meeting.press("close").await?;
    ends(&house, &rosa_in, DisconnectReason::RoomDeleted).await?;
    assert!(
        house.clock.now().since(closed) < Duration::from_secs(5),
        "at once"
    );
    assert_eq!(patient.state().await?, "ended");
    assert!(patient.enter(&house, Brings::BOTH).await.is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patient_who_vanishes_is_gone_within_15_s_of_the_last_packet() -> anyhow::Result<()> {
    let house = House::open().await?;
    let (meeting, _rosa, patient) = under_way(&house).await?;
    let facilitator = meeting.facilitate(&house, Brings::BOTH).await?;
    let rosa_in = patient.enter(&house, Brings::BOTH).await?;
    house.run(Duration::from_secs(60)).await;
    rosa_in.vanish().await?;
    house.run(Duration::from_secs(60)).await;
    meeting.press("close").await?;
    house.run(Duration::from_secs(2)).await;
    let register = meeting.register().await?;
    let dwell = register["rows"][0]["dwell_seconds"].as_i64().unwrap_or(0);
    assert!(
        (55..=76).contains(&dwell),
        "a ghost earns nothing: {register}"
    );
    drop(facilitator);
    Ok(())
}
