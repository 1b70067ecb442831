//! What several stories begin and end with.

use std::time::Duration;

use livekit_protocol::DisconnectReason;
use wellmet_tests::participant::Participant;
use wellmet_tests::{Course, House, Meeting, Patient};

/// A session under way with Rosa admitted.
pub(crate) async fn under_way(house: &House) -> anyhow::Result<(Meeting, Course, Patient)> {
    let meeting = Meeting::plan(house, 8).await?;
    let rosa = meeting.enrol(house, "Rosa", true).await?;
    house.run(Duration::from_secs(1)).await;
    house.clock.advance(Duration::from_secs(50 * 60));
    let patient = Patient::arrive(house, &rosa.token).await?;
    meeting.press("start").await?;
    meeting.admit_all().await?;
    Ok((meeting, rosa, patient))
}

/// The connection of `who` ends, and they are told `why`.
pub(crate) async fn ends(
    house: &House,
    who: &Participant,
    why: DisconnectReason,
) -> anyhow::Result<()> {
    house
        .until("the connection ends", || async { Ok(who.seen().gone) })
        .await?;
    let seen = who.seen();
    assert_eq!(seen.ended, Some(why), "{seen:?}");
    Ok(())
}
